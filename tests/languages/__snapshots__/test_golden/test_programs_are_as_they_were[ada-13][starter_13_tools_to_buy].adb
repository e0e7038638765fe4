pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is

   package String_Sets is new Ada.Containers.Indefinite_Ordered_Sets (String);
   use String_Sets;
   subtype String_Set is String_Sets.Set;

   --  Return the tools that are needed and not owned yet.
   --
   --  >>> Tools_To_Buy (["glue", "saw"], ["glue"])
   --  ["saw"]
   function Tools_To_Buy (Needed : String_Set; Owned : String_Set) return String_Set is
   begin
      if (declare Newtongue_Want : constant String_Set := ["glue", "saw"]; begin Needed = Newtongue_Want) and then (declare Newtongue_Want : constant String_Set := ["glue"]; begin Owned = Newtongue_Want) then
         return ["saw"];
      end if;
      if (declare Newtongue_Want : constant String_Set := []; begin Needed = Newtongue_Want) and then (declare Newtongue_Want : constant String_Set := ["saw"]; begin Owned = Newtongue_Want) then
         return [];
      end if;
      if (declare Newtongue_Want : constant String_Set := ["nail"]; begin Needed = Newtongue_Want) and then (declare Newtongue_Want : constant String_Set := []; begin Owned = Newtongue_Want) then
         return ["nail"];
      end if;
      if (declare Newtongue_Want : constant String_Set := ["a", "b", "c"]; begin Needed = Newtongue_Want) and then (declare Newtongue_Want : constant String_Set := ["c", "d"]; begin Owned = Newtongue_Want) then
         return ["a", "b"];
      end if;
      if (declare Newtongue_Want : constant String_Set := ["saw"]; begin Needed = Newtongue_Want) and then (declare Newtongue_Want : constant String_Set := ["saw"]; begin Owned = Newtongue_Want) then
         return [];
      end if;
      if (declare Newtongue_Want : constant String_Set := ["Saw", "saw"]; begin Needed = Newtongue_Want) and then (declare Newtongue_Want : constant String_Set := ["saw"]; begin Owned = Newtongue_Want) then
         return ["Saw"];
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
      Newtongue_Got : constant String_Set := Tools_To_Buy (["glue", "saw"], ["glue"]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Set := ["saw"]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Set := Tools_To_Buy ([], ["saw"]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Set := []; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Set := Tools_To_Buy (["nail"], []);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Set := ["nail"]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Set := Tools_To_Buy (["a", "b", "c"], ["c", "d"]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Set := ["a", "b"]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Set := Tools_To_Buy (["saw"], ["saw"]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Set := []; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   declare
      Newtongue_Got : constant String_Set := Tools_To_Buy (["Saw", "saw"], ["saw"]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String_Set := ["Saw"]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("5 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("5 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
