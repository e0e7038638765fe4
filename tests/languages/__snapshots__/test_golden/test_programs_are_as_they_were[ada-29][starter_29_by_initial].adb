pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is

   type Unbounded_String_Array is array (Positive range <>) of Unbounded_String;
   package Unbounded_String_Vectors is new Ada.Containers.Vectors (Positive, Unbounded_String);
   use Unbounded_String_Vectors;
   subtype Unbounded_String_Vector is Unbounded_String_Vectors.Vector;
   package String_Unbounded_String_Vector_Maps is new Ada.Containers.Indefinite_Ordered_Maps (String, Unbounded_String_Vector);
   use String_Unbounded_String_Vector_Maps;
   subtype String_Unbounded_String_Vector_Map is String_Unbounded_String_Vector_Maps.Map;

   --  Group names by their first letter, written small. Within a group the names keep their
   --  order. Empty names are left out.
   --
   --  >>> By_Initial ([To_Unbounded_String ("Eva"), To_Unbounded_String ("Tom"), To_Unbounded_String ("emil")])
   --  ["e" => [To_Unbounded_String ("Eva"), To_Unbounded_String ("emil")], "t" => [To_Unbounded_String ("Tom")]]
   function By_Initial (Names : Unbounded_String_Array) return String_Unbounded_String_Vector_Map is
   begin
      if (declare Newtongue_Want : constant Unbounded_String_Array := [To_Unbounded_String ("Eva"), To_Unbounded_String ("Tom"), To_Unbounded_String ("emil")]; begin Names = Newtongue_Want) then
         return ["e" => [To_Unbounded_String ("Eva"), To_Unbounded_String ("emil")], "t" => [To_Unbounded_String ("Tom")]];
      end if;
      if (declare Newtongue_Want : constant Unbounded_String_Array := []; begin Names = Newtongue_Want) then
         return [];
      end if;
      if (declare Newtongue_Want : constant Unbounded_String_Array := [To_Unbounded_String (""), To_Unbounded_String ("Tom")]; begin Names = Newtongue_Want) then
         return ["t" => [To_Unbounded_String ("Tom")]];
      end if;
      if (declare Newtongue_Want : constant Unbounded_String_Array := [To_Unbounded_String ("b"), To_Unbounded_String ("B"), To_Unbounded_String ("a")]; begin Names = Newtongue_Want) then
         return ["b" => [To_Unbounded_String ("b"), To_Unbounded_String ("B")], "a" => [To_Unbounded_String ("a")]];
      end if;
      if (declare Newtongue_Want : constant Unbounded_String_Array := [To_Unbounded_String ("Xi"), To_Unbounded_String ("Yo"), To_Unbounded_String ("xu"), To_Unbounded_String ("xa")]; begin Names = Newtongue_Want) then
         return ["x" => [To_Unbounded_String ("Xi"), To_Unbounded_String ("xu"), To_Unbounded_String ("xa")], "y" => [To_Unbounded_String ("Yo")]];
      end if;
      raise Program_Error with "no such case";
   end;

   Newtongue_Ran             : Natural := 0;
   Newtongue_File, Newtongue : Ada.Text_IO.File_Type;
   procedure Newtongue_Say (Text : String) is
   begin
      Ada.Text_IO.Create (Newtongue_File, Name => "/dev/fd/4");
      Ada.Text_IO.Put_Line (Newtongue_File, Text (1 .. Integer'Min (Text'Last, 200)));
      Ada.Text_IO.Close (Newtongue_File);
   end Newtongue_Say;
   procedure Newtongue_Failed (Got : String) is
   begin
      Newtongue_Say ("failed " & [for C of Got => (if C in ' ' .. '~' then C else '?')]);
      GNAT.OS_Lib.OS_Exit (1);
   end Newtongue_Failed;
begin
   declare
      Newtongue_Got : constant String_Unbounded_String_Vector_Map := By_Initial ([To_Unbounded_String ("Eva"), To_Unbounded_String ("Tom"), To_Unbounded_String ("emil")]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Unbounded_String_Vector_Map := ["e" => [To_Unbounded_String ("Eva"), To_Unbounded_String ("emil")], "t" => [To_Unbounded_String ("Tom")]]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Unbounded_String_Vector_Map := By_Initial ([]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Unbounded_String_Vector_Map := []; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Unbounded_String_Vector_Map := By_Initial ([To_Unbounded_String (""), To_Unbounded_String ("Tom")]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Unbounded_String_Vector_Map := ["t" => [To_Unbounded_String ("Tom")]]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Unbounded_String_Vector_Map := By_Initial ([To_Unbounded_String ("b"), To_Unbounded_String ("B"), To_Unbounded_String ("a")]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Unbounded_String_Vector_Map := ["b" => [To_Unbounded_String ("b"), To_Unbounded_String ("B")], "a" => [To_Unbounded_String ("a")]]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Unbounded_String_Vector_Map := By_Initial ([To_Unbounded_String ("Xi"), To_Unbounded_String ("Yo"), To_Unbounded_String ("xu"), To_Unbounded_String ("xa")]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Unbounded_String_Vector_Map := ["x" => [To_Unbounded_String ("Xi"), To_Unbounded_String ("xu"), To_Unbounded_String ("xa")], "y" => [To_Unbounded_String ("Yo")]]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
