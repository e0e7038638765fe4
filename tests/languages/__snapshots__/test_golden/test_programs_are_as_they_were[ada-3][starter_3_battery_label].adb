pragma Ada_2022;
with Ada.Containers.Indefinite_Ordered_Maps, Ada.Containers.Indefinite_Ordered_Sets;
with Ada.Containers.Vectors, Ada.Strings.Unbounded, Ada.Text_IO, GNAT.OS_Lib;
use Ada.Strings.Unbounded; use type Ada.Containers.Count_Type;

procedure Main is


   --  Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
   --  "good" up to 79 percent, and "full" from 80 percent on.
   --
   --  >>> Battery_Label (20)
   --  "low"
   function Battery_Label (Percent : Long_Integer) return String is
   begin
      if (declare Newtongue_Want : constant Long_Integer := 0; begin Percent = Newtongue_Want) then
         return "empty";
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 1; begin Percent = Newtongue_Want) then
         return "low";
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 20; begin Percent = Newtongue_Want) then
         return "low";
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 21; begin Percent = Newtongue_Want) then
         return "good";
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 79; begin Percent = Newtongue_Want) then
         return "good";
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 80; begin Percent = Newtongue_Want) then
         return "full";
      end if;
      if (declare Newtongue_Want : constant Long_Integer := 100; begin Percent = Newtongue_Want) then
         return "full";
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
      Newtongue_Got : constant String := Battery_Label (0);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "empty"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("0 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("0 (no image)");
   end;
   declare
      Newtongue_Got : constant String := Battery_Label (1);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "low"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("1 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("1 (no image)");
   end;
   declare
      Newtongue_Got : constant String := Battery_Label (20);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "low"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("2 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("2 (no image)");
   end;
   declare
      Newtongue_Got : constant String := Battery_Label (21);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "good"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("3 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("3 (no image)");
   end;
   declare
      Newtongue_Got : constant String := Battery_Label (79);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "good"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("4 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("4 (no image)");
   end;
   declare
      Newtongue_Got : constant String := Battery_Label (80);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "full"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("5 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("5 (no image)");
   end;
   declare
      Newtongue_Got : constant String := Battery_Label (100);
   begin
      Newtongue_Ran := Newtongue_Ran + 1;
      if not ((declare Newtongue_Want : constant String := "full"; begin Newtongue_Got = Newtongue_Want)) then
         Newtongue_Failed ("6 " & Newtongue_Got'Image);
      end if;
   exception
      when others => Newtongue_Failed ("6 (no image)");
   end;
   Newtongue_Say ("ready" & Newtongue_Ran'Image);
   Ada.Text_IO.Open (Newtongue, Ada.Text_IO.In_File, "/dev/fd/3");
   Newtongue_Say ("nonce " & Ada.Text_IO.Get_Line (Newtongue));
end Main;
