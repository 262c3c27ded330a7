;; Thinks about thinking: calls itself without end.
(module $runaway
  (func $tick (export "tick") (param $altitude f64) (param $speed f64) (result f64)
    (f64.neg (call $tick (local.get $speed) (local.get $altitude)))))
