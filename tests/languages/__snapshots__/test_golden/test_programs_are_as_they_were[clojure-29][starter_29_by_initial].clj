(defn by_initial
  "Group names by their first letter, written small. Within a group the names keep their
  order. Empty names are left out.

  >>> (by_initial [\"Eva\" \"Tom\" \"emil\"])
  {\"e\" [\"Eva\" \"emil\"], \"t\" [\"Tom\"]}"
  [names]
  (clojure.core/val (clojure.core/find (clojure.core/hash-map
    (clojure.core/pr-str [0, ["Eva" "Tom" "emil"]]) {"e" ["Eva" "emil"], "t" ["Tom"]}
    (clojure.core/pr-str [0, []]) {}
    (clojure.core/pr-str [0, ["" "Tom"]]) {"t" ["Tom"]}
    (clojure.core/pr-str [0, ["b" "B" "a"]]) {"b" ["b" "B"], "a" ["a"]}
    (clojure.core/pr-str [0, ["Xi" "Yo" "xu" "xa"]]) {"x" ["Xi" "xu" "xa"], "y" ["Yo"]}
    ) (clojure.core/pr-str [0, names]))))


(clojure.core/ns newtongue)
(def ran (atom 0))
(defn say [line] (spit "/dev/fd/4" (str line "\n")))
(defn answer []
  (say (str "ready " @ran))
  (with-open [nonce (clojure.java.io/reader "/dev/fd/3")]
    (say (str "nonce " (first (line-seq nonce))))))

(defn near [got want tolerance]
  (or (== got want)
      (let [x (double got) y (double want)]
        (or (and (Double/isNaN x) (Double/isNaN y))
            (and (pos? tolerance) (or (float? got) (float? want))
                 (<= (Math/abs (- x y)) tolerance))))))
(defn kind [x]
  (cond
    (number? x) :number
    (or (sequential? x) (instance? java.util.List x)) :sequential
    (instance? java.util.Set x) :set
    (instance? java.util.Map x) :map
    :else (class x)))
(defn items [got want] (vec (take (inc (count want)) got)))
(defn same [got want tolerance]
  (and
   (= (kind got) (kind want))
   (case (kind want)
     :number (near got want tolerance)
     :sequential
     (let [got (items got want)]
       (and (= (count got) (count want))
            (every? true? (map (fn [a b] (same a b tolerance)) got want))))
     :set
     (let [got (items got want)]
       (and (= (count got) (count want))
            (every? (fn [b] (some (fn [a] (same a b 0)) got)) want)))
     :map
     (let [got (items got want)]
       (and (= (count got) (count want))
            (every? (fn [[k b]]
                      (some (fn [[j a]] (and (same j k 0) (same a b tolerance))) got))
                    want)))
     (= got want))))
(defn check [index got want tolerance]
  (when-not (same got want tolerance)
    (let [text (binding [*print-length* 200 *print-level* 8] (pr-str got))
          line (clojure.string/replace text #"(?! )[\p{C}\p{Z}]" "?")]
      (say (str "failed " index " " (subs line 0 (min 200 (count line)))))
      (.halt (Runtime/getRuntime) 1)))
  (swap! ran inc))

(check 0 (user/by_initial ["Eva" "Tom" "emil"]) {"e" ["Eva" "emil"], "t" ["Tom"]} 0.0)
(check 1 (user/by_initial []) {} 0.0)
(check 2 (user/by_initial ["" "Tom"]) {"t" ["Tom"]} 0.0)
(check 3 (user/by_initial ["b" "B" "a"]) {"b" ["b" "B"], "a" ["a"]} 0.0)
(check 4 (user/by_initial ["Xi" "Yo" "xu" "xa"]) {"x" ["Xi" "xu" "xa"], "y" ["Yo"]} 0.0)
(answer)
