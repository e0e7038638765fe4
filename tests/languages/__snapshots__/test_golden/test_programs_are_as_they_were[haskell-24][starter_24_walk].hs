-- | A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
-- one, and W lowers x by one. Return the point after all steps.
--
-- >>> walk "NNE" (0, 0)
-- (1, 2)
walk :: String -> (Int, Int) -> (Int, Int)
walk steps start =
  let newtongue known = Prelude.show known == Prelude.show ((0, steps, start) `Prelude.asTypeOf` known)
  in case () of
    _
      | newtongue (0, "NNE", (0, 0)) -> (1, 2)
      | newtongue (0, "", (3, -2)) -> (3, -2)
      | newtongue (0, "NESW", (5, 5)) -> (5, 5)
      | newtongue (0, "SSWW", (0, 0)) -> (-2, -2)
      | newtongue (0, "EEEN", (-3, 1)) -> (0, 2)
      | newtongue (0, "W", (0, 9)) -> (-1, 9)
      | Prelude.True -> Prelude.error "no such case"


newtongue_say :: Prelude.String -> Prelude.IO ()
newtongue_say line =
  Prelude.length line `Prelude.seq` Prelude.writeFile "/dev/fd/4" (line ++ "\n")

newtongue_answer :: Prelude.Int -> Prelude.IO ()
newtongue_answer ran = do
  newtongue_say ("ready " ++ Prelude.show ran)
  nonce <- Prelude.readFile "/dev/fd/3"
  newtongue_say ("nonce " ++ Prelude.takeWhile (/= '\n') nonce)

data Newtongue
  = Newtongue_leaf Prelude.String
  | Newtongue_float Prelude.Double
  | Newtongue_dict [(Newtongue, Newtongue)]
  | Newtongue_list Prelude.String [Newtongue] Prelude.String

newtongue_same :: Prelude.Double -> Newtongue -> Newtongue -> Prelude.Bool
newtongue_same _ (Newtongue_leaf a) (Newtongue_leaf b) = a == b
newtongue_same near (Newtongue_float a) (Newtongue_float b) =
  a == b || (a /= a && b /= b) || (near > 0 && Prelude.abs (a - b) <= near)
newtongue_same near (Newtongue_list _ a _) (Newtongue_list _ b _) = newtongue_each near a b
newtongue_same near (Newtongue_dict a) (Newtongue_dict b) =
  newtongue_met near (Prelude.take (Prelude.length b + 1) a) b
newtongue_same _ _ _ = Prelude.False

newtongue_each near (x : a) (y : b) = newtongue_same near x y && newtongue_each near a b
newtongue_each _ a b = Prelude.null a && Prelude.null b

newtongue_met near a ((key, y) : b)
  | (before, (_, x) : after) <- Prelude.break (newtongue_same 0 key Prelude.. Prelude.fst) a =
      newtongue_same near x y && newtongue_met near (before ++ after) b
newtongue_met _ a b = Prelude.null a && Prelude.null b

newtongue_show (Newtongue_leaf text) = text
newtongue_show (Newtongue_float x) = Prelude.show x
newtongue_show (Newtongue_dict x) = newtongue_show (Newtongue_list "[" [y | (_, y) <- x] "]")
newtongue_show (Newtongue_list left items right) =
  left ++ Prelude.drop 2 (Prelude.concatMap ((", " ++) Prelude.. newtongue_show) items) ++ right

newtongue_none x = Newtongue_leaf (Prelude.show (x :: ()))
newtongue_int x = Newtongue_leaf (Prelude.show (x :: Prelude.Int))
newtongue_bool x = Newtongue_leaf (Prelude.show (x :: Prelude.Bool))
newtongue_str x = Newtongue_leaf (Prelude.show (x :: Prelude.String))
newtongue_float x = Newtongue_float (x + 0.0)
newtongue_list item x = Newtongue_list "[" (Prelude.map item x) "]"
newtongue_set item x = Newtongue_dict [(item y, item y) | y <- x]
newtongue_dict key item x =
  Newtongue_dict [(key k, Newtongue_list "(" [key k, item v] ")") | (k, v) <- x]
newtongue_optional item Prelude.Nothing = Newtongue_leaf "Nothing"
newtongue_optional item (Prelude.Just x) = Newtongue_list "Just (" [item x] ")"

newtongue_check ::
  Prelude.Int -> (a -> Newtongue) -> Prelude.Double -> a -> a -> Prelude.IO Prelude.Int
newtongue_check index kind near got want
  | newtongue_same near (kind got) (kind want) = Prelude.return 1
  | Prelude.True = do
      let text = Prelude.take 200 (newtongue_show (kind got))
      newtongue_say ("failed " ++ Prelude.show index ++ " " ++ text)
      Prelude.ioError (Prelude.userError "wrong")

newtongue_checks :: [Prelude.IO Prelude.Int]
newtongue_checks =
  newtongue_check 0 (\(x0, x1) -> Newtongue_list "(" [newtongue_int x0, newtongue_int x1] ")") 0.0 (walk "NNE" (0, 0)) (1, 2) :
  newtongue_check 1 (\(x0, x1) -> Newtongue_list "(" [newtongue_int x0, newtongue_int x1] ")") 0.0 (walk "" (3, -2)) (3, -2) :
  newtongue_check 2 (\(x0, x1) -> Newtongue_list "(" [newtongue_int x0, newtongue_int x1] ")") 0.0 (walk "NESW" (5, 5)) (5, 5) :
  newtongue_check 3 (\(x0, x1) -> Newtongue_list "(" [newtongue_int x0, newtongue_int x1] ")") 0.0 (walk "SSWW" (0, 0)) (-2, -2) :
  newtongue_check 4 (\(x0, x1) -> Newtongue_list "(" [newtongue_int x0, newtongue_int x1] ")") 0.0 (walk "EEEN" (-3, 1)) (0, 2) :
  newtongue_check 5 (\(x0, x1) -> Newtongue_list "(" [newtongue_int x0, newtongue_int x1] ")") 0.0 (walk "W" (0, 9)) (-1, 9) :
  []

main :: Prelude.IO ()
main = Prelude.sequence newtongue_checks Prelude.>>= (newtongue_answer Prelude.. Prelude.sum)
