;; Exceptions in the encoding of WebAssembly 3.0: caught by tag, with and without references, thrown again through layers, out of calls and tail calls.
(module
  (type $number (func (param i32)))
  (tag $number (param i32))
  (tag $pair (param i32 i64))
  (tag $float (param f64))
  (tag $empty)
  (global $sum (mut i64) (i64.const 0))
  (table 2 funcref)
  (elem (i32.const 0) $fail $fail_by_tail_call)

  (func $note (param $value i64)
    (global.set $sum (i64.add (i64.mul (global.get $sum) (i64.const 1099511628211)) (i64.add (local.get $value) (i64.const 1)))))

  (func $fail (type $number)
    (block $others
      (block $pair
        (block $number
          (br_table $number $pair $others (i32.rem_u (local.get 0) (i32.const 5))))
        (throw $number (i32.mul (local.get 0) (i32.const 3))))
      (throw $pair (local.get 0) (i64.mul (i64.extend_i32_u (local.get 0)) (i64.const 1000003))))
    (if (i32.eq (i32.rem_u (local.get 0) (i32.const 5)) (i32.const 2)) (then (throw $float (f64.div (f64.convert_i32_u (local.get 0)) (f64.const 3)))))
    (if (i32.eq (i32.rem_u (local.get 0) (i32.const 5)) (i32.const 3)) (then (throw $empty)))
    (call $note (i64.const 77)))

  (func $fail_by_tail_call (type $number)
    (block $never (result exnref)
      (try_table (catch_all_ref $never) (return_call $fail (local.get 0)))
      (unreachable))
    (throw_ref))

  ;; Every layer catches all by reference, and throws it again.
  (func $descend (param $depth i32) (param $n i32)
    (local $exception exnref)
    (if (i32.eqz (local.get $depth))
      (then (call_indirect (type $number) (local.get $n) (i32.and (local.get $n) (i32.const 1))) (return)))
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught)
        (call $descend (i32.sub (local.get $depth) (i32.const 1)) (local.get $n)))
      (call $note (i64.const 5))
      (return))
    (local.set $exception)
    (call $note (i64.extend_i32_u (local.get $depth)))
    (throw_ref (local.get $exception)))

  ;; A pair whose number is odd goes on as a number.
  (func $translate (param $n i32)
    (local $exception exnref) (local $value i64)
    (block $pair (result i32 i64 exnref)
      (try_table (catch_ref $pair $pair)
        (call $descend (i32.rem_u (local.get $n) (i32.const 7)) (local.get $n)))
      (return))
    (local.set $exception)
    (local.set $value)
    (call $note (local.get $value))
    (if (i32.and (i32.const 1)) (then (throw $number (i32.wrap_i64 (local.get $value)))))
    (throw_ref (local.get $exception)))

  (func $handle (param $n i32) (result i64)
    (local $value i64)
    (block $all
      (block $float (result f64)
        (block $pair (result i32 i64)
          (block $number (result i32)
            (try_table (catch $number $number) (catch $pair $pair) (catch $float $float) (catch_all $all)
              (call $translate (local.get $n)))
            (return (i64.const 0)))
          (return (i64.extend_i32_s)))
        (local.set $value)
        (local.set $n)
        (return (i64.sub (local.get $value) (i64.extend_i32_u (local.get $n)))))
      (return (i64.reinterpret_f64)))
    (i64.const -1))

  (func (export "run") (param $n i32) (result i64)
    (local $i i32)
    (global.set $sum (i64.const 7))
    (loop $again
      (call $note (call $handle (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (global.get $sum)))
