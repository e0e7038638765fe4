   begin
      return Xs'Length +;
   end Total;
