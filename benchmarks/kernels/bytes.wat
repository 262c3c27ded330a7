;; A hash over bytes of memory, over and over: 19 opcodes an iteration (multiply, add, load8_u, xor, br_if and what feeds
;; them). Measures the cost of plain opcodes in a tight loop.
(module $bytes
  (memory (export "memory") 1)
  (data (i32.const 0) "in place: the bytes that came are the bytes that run")
  (func $bytes (export "bytes") (param $n i32) (result i32)
    (local $h i32) (local $i i32)
    (loop $next
      local.get $h
      i32.const 31
      i32.mul
      local.get $i
      i32.const 1
      i32.add
      local.tee $i
      i32.const 0xffff
      i32.and
      i32.load8_u
      i32.add
      local.get $n
      i32.xor
      local.set $h
      local.get $n
      i32.const 1
      i32.sub
      local.tee $n
      br_if $next)
    local.get $h))
