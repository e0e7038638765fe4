pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is

   type Long_Integer_Long_Integer_Tuple_2 is record
      Item_1 : Long_Integer;
      Item_2 : Long_Integer;
   end record;
   type Long_Integer_Long_Integer_Tuple_2_Array is array (Positive range <>) of Long_Integer_Long_Integer_Tuple_2;

   --  A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
   --  begin before finish. Return the times when the shop is open, earliest first. Shifts that
   --  overlap, or where one begins at the hour when another finishes, make one opening time.
   --
   --  >>> Open_Hours ([(9, 11), (10, 13), (15, 16)])
   --  [(9, 13), (15, 16)]
   function Open_Hours (Shifts : Long_Integer_Long_Integer_Tuple_2_Array) return Long_Integer_Long_Integer_Tuple_2_Array is
   begin
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(9, 11), (10, 13), (15, 16)]; begin Shifts = Newtongue_Want) then
         return [(9, 13), (15, 16)];
      end if;
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := []; begin Shifts = Newtongue_Want) then
         return [];
      end if;
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(8, 9)]; begin Shifts = Newtongue_Want) then
         return [(8, 9)];
      end if;
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(1, 2), (2, 3)]; begin Shifts = Newtongue_Want) then
         return [(1, 3)];
      end if;
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(5, 6), (1, 9), (2, 3)]; begin Shifts = Newtongue_Want) then
         return [(1, 9)];
      end if;
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(7, 8), (1, 2), (3, 4)]; begin Shifts = Newtongue_Want) then
         return [(1, 2), (3, 4), (7, 8)];
      end if;
      if (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(1, 4), (6, 8), (3, 7)]; begin Shifts = Newtongue_Want) then
         return [(1, 8)];
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
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([(9, 11), (10, 13), (15, 16)]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(9, 13), (15, 16)]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := []; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([(8, 9)]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(8, 9)]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([(1, 2), (2, 3)]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(1, 3)]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([(5, 6), (1, 9), (2, 3)]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(1, 9)]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([(7, 8), (1, 2), (3, 4)]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(1, 2), (3, 4), (7, 8)]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("5 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("5 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2_Array := Open_Hours ([(1, 4), (6, 8), (3, 7)]);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2_Array := [(1, 8)]; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("6 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("6 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
