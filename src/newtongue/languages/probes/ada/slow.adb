   begin
      loop
         exit when Xs'Length < 0;
      end loop;
      return 0;
   end Total;
