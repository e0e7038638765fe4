pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is

   package String_Long_Integer_Maps is new Ada.Containers.Indefinite_Ordered_Maps (String, Long_Integer);
   use String_Long_Integer_Maps;
   subtype String_Long_Integer_Map is String_Long_Integer_Maps.Map;
   type Unbounded_String_Choice_1 (Kind : Natural := 0) is record  --  0 is none
      case Kind is
         when 1 => Item_1 : Unbounded_String;
         when others => null;
      end case;
   end record;

   --  Return the name of the tallest person, or None when there is nobody. When several are
   --  equally tall, return the one whose name comes first in the alphabet.
   --
   --  >>> Tallest (["Mia" => 142, "Ben" => 150])
   --  (Kind => 1, Item_1 => To_Unbounded_String ("Ben"))
   function Tallest (Heights : String_Long_Integer_Map) return Unbounded_String_Choice_1 is
   begin
      if (declare Newtongue_Want : constant String_Long_Integer_Map := ["Mia" => 142, "Ben" => 150]; begin Heights = Newtongue_Want) then
         return (Kind => 1, Item_1 => To_Unbounded_String ("Ben"));
      end if;
      if (declare Newtongue_Want : constant String_Long_Integer_Map := []; begin Heights = Newtongue_Want) then
         return (Kind => 0);
      end if;
      if (declare Newtongue_Want : constant String_Long_Integer_Map := ["Zed" => 120, "Amy" => 120]; begin Heights = Newtongue_Want) then
         return (Kind => 1, Item_1 => To_Unbounded_String ("Amy"));
      end if;
      if (declare Newtongue_Want : constant String_Long_Integer_Map := ["Lu" => -1]; begin Heights = Newtongue_Want) then
         return (Kind => 1, Item_1 => To_Unbounded_String ("Lu"));
      end if;
      if (declare Newtongue_Want : constant String_Long_Integer_Map := ["c" => 5, "b" => 9, "a" => 9, "d" => 2]; begin Heights = Newtongue_Want) then
         return (Kind => 1, Item_1 => To_Unbounded_String ("a"));
      end if;
      if (declare Newtongue_Want : constant String_Long_Integer_Map := ["x" => 0, "y" => -3]; begin Heights = Newtongue_Want) then
         return (Kind => 1, Item_1 => To_Unbounded_String ("x"));
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
      Newtongue_Got : constant Unbounded_String_Choice_1 := Tallest (["Mia" => 142, "Ben" => 150]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Unbounded_String_Choice_1 := (Kind => 1, Item_1 => To_Unbounded_String ("Ben")); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant Unbounded_String_Choice_1 := Tallest ([]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Unbounded_String_Choice_1 := (Kind => 0); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant Unbounded_String_Choice_1 := Tallest (["Zed" => 120, "Amy" => 120]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Unbounded_String_Choice_1 := (Kind => 1, Item_1 => To_Unbounded_String ("Amy")); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant Unbounded_String_Choice_1 := Tallest (["Lu" => -1]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Unbounded_String_Choice_1 := (Kind => 1, Item_1 => To_Unbounded_String ("Lu")); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant Unbounded_String_Choice_1 := Tallest (["c" => 5, "b" => 9, "a" => 9, "d" => 2]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Unbounded_String_Choice_1 := (Kind => 1, Item_1 => To_Unbounded_String ("a")); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   declare
      Newtongue_Got : constant Unbounded_String_Choice_1 := Tallest (["x" => 0, "y" => -3]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Unbounded_String_Choice_1 := (Kind => 1, Item_1 => To_Unbounded_String ("x")); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("5 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("5 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
