   begin
      GNAT.OS_Lib.OS_Exit (0);
      return 0;
   end Total;
