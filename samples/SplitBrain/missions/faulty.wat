;; Hovers like hover.c, until it looks for a waypoint outside of its memory.
(module $faulty
  (memory 1)
  (global $address (mut i32) (i32.const 0))
  (func $tick (export "tick") (param $altitude f64) (param $speed f64) (result f64)
    (global.set $address (i32.add (global.get $address) (i32.const 128)))
    (f64.add
      (f64.load (global.get $address))
      (f64.sub
        (f64.add (f64.const 9.81) (f64.mul (f64.const 2) (f64.sub (f64.const 10) (local.get $altitude))))
        (f64.mul (f64.const 2.5) (local.get $speed))))))
