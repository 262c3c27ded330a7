;; memory.copy and memory.fill of any length, n times. Measures what they cost beside the bytes that they move, and how fast these move.
(module $bulk
  (memory (export "memory") 48)
  (func (export "copy") (param $n i32) (param $length i32)
    (loop $next
      (memory.copy (i32.const 0x180000) (i32.const 0) (local.get $length))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "fill") (param $n i32) (param $length i32)
    (loop $next
      (memory.fill (i32.const 0) (local.get $n) (local.get $length))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
