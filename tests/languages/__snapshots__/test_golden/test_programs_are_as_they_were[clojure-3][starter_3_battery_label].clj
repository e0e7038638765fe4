(defn battery_label
  "Return a word for the charge of a battery: \"empty\" at 0 percent, \"low\" up to 20 percent,
  \"good\" up to 79 percent, and \"full\" from 80 percent on.

  >>> (battery_label 20)
  \"low\""
  [percent]
  (clojure.core/val (clojure.core/find (clojure.core/hash-map
    (clojure.core/pr-str [0, 0]) "empty"
    (clojure.core/pr-str [0, 1]) "low"
    (clojure.core/pr-str [0, 20]) "low"
    (clojure.core/pr-str [0, 21]) "good"
    (clojure.core/pr-str [0, 79]) "good"
    (clojure.core/pr-str [0, 80]) "full"
    (clojure.core/pr-str [0, 100]) "full"
    ) (clojure.core/pr-str [0, percent]))))


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

(check 0 (user/battery_label 0) "empty" 0.0)
(check 1 (user/battery_label 1) "low" 0.0)
(check 2 (user/battery_label 20) "low" 0.0)
(check 3 (user/battery_label 21) "good" 0.0)
(check 4 (user/battery_label 79) "good" 0.0)
(check 5 (user/battery_label 80) "full" 0.0)
(check 6 (user/battery_label 100) "full" 0.0)
(answer)
