pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is

   type Long_Integer_Long_Integer_Tuple_2 is record
      Item_1 : Long_Integer;
      Item_2 : Long_Integer;
   end record;

   --  A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
   --  one, and W lowers x by one. Return the point after all steps.
   --
   --  >>> Walk ("NNE", (0, 0))
   --  (1, 2)
   function Walk (Steps : String; Start : Long_Integer_Long_Integer_Tuple_2) return Long_Integer_Long_Integer_Tuple_2 is
   begin
      if (declare Newtongue_Want : constant String := "NNE"; begin Steps = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (0, 0); begin Start = Newtongue_Want) then
         return (1, 2);
      end if;
      if (declare Newtongue_Want : constant String := ""; begin Steps = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (3, -2); begin Start = Newtongue_Want) then
         return (3, -2);
      end if;
      if (declare Newtongue_Want : constant String := "NESW"; begin Steps = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (5, 5); begin Start = Newtongue_Want) then
         return (5, 5);
      end if;
      if (declare Newtongue_Want : constant String := "SSWW"; begin Steps = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (0, 0); begin Start = Newtongue_Want) then
         return (-2, -2);
      end if;
      if (declare Newtongue_Want : constant String := "EEEN"; begin Steps = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (-3, 1); begin Start = Newtongue_Want) then
         return (0, 2);
      end if;
      if (declare Newtongue_Want : constant String := "W"; begin Steps = Newtongue_Want) and then (declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (0, 9); begin Start = Newtongue_Want) then
         return (-1, 9);
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
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Walk ("NNE", (0, 0));
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (1, 2); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Walk ("", (3, -2));
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (3, -2); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Walk ("NESW", (5, 5));
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (5, 5); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Walk ("SSWW", (0, 0));
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (-2, -2); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Walk ("EEEN", (-3, 1));
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (0, 2); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   declare
      Newtongue_Got : constant Long_Integer_Long_Integer_Tuple_2 := Walk ("W", (0, 9));
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant Long_Integer_Long_Integer_Tuple_2 := (-1, 9); begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("5 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("5 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
