      Sum : Long_Integer := 0;
   begin
      for X of Xs loop
         Sum := Sum + X;
      end loop;
      return Sum;
   end Total;
