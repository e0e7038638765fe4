pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is

   type Long_Integer_Long_Integer_Tuple_2 is record
      Item_1 : Long_Integer;
      Item_2 : Long_Integer;
   end record;

   --  A bill is shared equally in whole cents. Return what each person pays, and how many cents
   --  are left over.
   --
   --  >>> Split_Bill (100, 3)
   --  (33, 1)
   function Split_Bill (Cents : Long_Integer; People : Long_Integer) return Long_Integer_Long_Integer_Tuple_2 is
   begin
      if (declare Newtongue_Want : constant Long_Integer := 100; begin Cents = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer := 3; begin People = Newtongue_Want) then
         return (33, 1);
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 7; begin Cents = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer := 7; begin People = Newtongue_Want) then
         return (1, 0);
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 5; begin Cents = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer := 8; begin People = Newtongue_Want) then
         return (0, 5);
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 0; begin Cents = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer := 4; begin People = Newtongue_Want) then
         return (0, 0);
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 1999; begin Cents = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer := 2; begin People = Newtongue_Want) then
         return (999, 1);
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 12; begin Cents = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer := 1; begin People = Newtongue_Want) then
         return (12, 0);
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
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Split_Bill (100, 3);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (33, 1); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Split_Bill (7, 7);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (1, 0); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Split_Bill (5, 8);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (0, 5); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Split_Bill (0, 4);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (0, 0); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Split_Bill (1999, 2);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (999, 1); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Split_Bill (12, 1);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (12, 0); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("5 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("5 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
