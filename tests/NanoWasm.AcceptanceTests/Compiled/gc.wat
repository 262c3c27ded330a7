;; Objects of the garbage-collected heap: expressions of three kinds are made at random, evaluated by casts, turned into bytes and thrown away.
(module
  (rec
    (type $operator (func (param i64 i64) (result i64)))
    (type $expression (sub (struct (field $depth i32))))
    (type $binary (sub $expression (struct (field $depth i32) (field $operator (ref $operator)) (field $left (ref any)) (field $right (ref any)))))
    (type $counted (sub final $binary (struct (field $depth i32) (field $operator (ref $operator)) (field $left (ref any)) (field $right (ref any)) (field $count (mut i64)))))
    (type $numbers (array (mut i64)))
    (type $bytes (array (mut i8))))

  (global $state (mut i64) (i64.const 0))
  (table $operators 3 (ref null $operator))
  (elem (table $operators) (i32.const 0) (ref null $operator) (ref.func $add) (ref.func $multiply) (ref.func $mix))
  (data $digits "0123456789abcdef")

  (func $add (type $operator) (i64.add (local.get 0) (local.get 1)))
  (func $multiply (type $operator) (i64.mul (local.get 0) (i64.or (local.get 1) (i64.const 1))))
  (func $mix (type $operator) (i64.xor (i64.rotl (local.get 0) (i64.const 7)) (local.get 1)))

  (func $draw (param $below i32) (result i32)
    (global.set $state (i64.add (i64.mul (global.get $state) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
    (i32.rem_u (i32.wrap_i64 (i64.shr_u (global.get $state) (i64.const 33))) (local.get $below)))

  ;; A small number, an array of numbers, or an operator with two operands, of which every second one counts how often it was evaluated.
  (func $make (param $depth i32) (result (ref any))
    (local $numbers (ref $numbers)) (local $i i32) (local $operator (ref $operator)) (local $left (ref any))
    (if (i32.eqz (local.get $depth))
      (then
        (if (call $draw (i32.const 4)) (then (return (ref.i31 (i32.sub (call $draw (i32.const 2000)) (i32.const 1000))))))
        (local.set $numbers (array.new $numbers (i64.const 5) (i32.add (call $draw (i32.const 5)) (i32.const 1))))
        (loop $next
          (array.set $numbers (local.get $numbers) (local.get $i) (i64.extend_i32_u (call $draw (i32.const 100000))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (array.len (local.get $numbers)))))
        (return (local.get $numbers))))
    (local.set $operator (ref.as_non_null (table.get $operators (call $draw (i32.const 3)))))
    (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
    (local.set $left (call $make (local.get $depth)))
    (if (result (ref any)) (call $draw (i32.const 2))
      (then (struct.new $binary (local.get $depth) (local.get $operator) (local.get $left) (call $make (local.get $depth))))
      (else (struct.new $counted (local.get $depth) (local.get $operator) (local.get $left) (call $make (local.get $depth)) (i64.const 0)))))

  (func $evaluate (param $value (ref any)) (result i64)
    (local $binary (ref $binary)) (local $counted (ref $counted)) (local $numbers (ref $numbers)) (local $sum i64) (local $i i32)
    (block $is_number (result (ref i31))
      (block $is_binary (result (ref $binary))
        (br_on_cast $is_number (ref any) (ref i31) (local.get $value))
        (br_on_cast $is_binary (ref any) (ref $binary))
        (local.set $numbers (ref.cast (ref $numbers)))
        (loop $next
          (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 3)) (array.get $numbers (local.get $numbers) (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (array.len (local.get $numbers)))))
        (return (local.get $sum)))
      (local.set $binary)
      (local.set $sum (call_ref $operator
        (call $evaluate (struct.get $binary $left (local.get $binary)))
        (call $evaluate (struct.get $binary $right (local.get $binary)))
        (struct.get $binary $operator (local.get $binary))))
      (if (ref.test (ref $counted) (local.get $binary))
        (then
          (local.set $counted (ref.cast (ref $counted) (local.get $binary)))
          (struct.set $counted $count (local.get $counted) (i64.add (struct.get $counted $count (local.get $counted)) (i64.const 1)))
          (local.set $sum (i64.add (local.get $sum) (struct.get $counted $count (local.get $counted))))))
      (return (local.get $sum)))
    (i64.extend_i32_s (i31.get_s)))

  ;; The number in hexadecimal digits, as an array that goes out as an external reference and comes back.
  (func $print (param $value i64) (result (ref extern))
    (local $digits (ref $bytes)) (local $text (ref $bytes)) (local $i i32)
    (local.set $digits (array.new_data $bytes $digits (i32.const 0) (i32.const 16)))
    (local.set $text (array.new_default $bytes (i32.const 16)))
    (loop $next
      (array.set $bytes (local.get $text) (i32.sub (i32.const 15) (local.get $i))
        (array.get_u $bytes (local.get $digits) (i32.and (i32.wrap_i64 (local.get $value)) (i32.const 15))))
      (local.set $value (i64.shr_u (local.get $value) (i64.const 4)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 16))))
    (array.copy $bytes $bytes (local.get $text) (i32.const 0) (local.get $text) (i32.const 8) (i32.const 4))
    (extern.convert_any (local.get $text)))

  (func (export "run") (param $n i32) (result i64)
    (local $tree (ref null any)) (local $text (ref $bytes)) (local $sum i64) (local $i i32)
    (global.set $state (i64.const 42))
    (loop $again
      (if (i32.eqz (i32.and (local.get $n) (i32.const 3))) (then (local.set $tree (call $make (i32.and (local.get $n) (i32.const 7))))))
      (if (ref.is_null (local.get $tree)) (then (local.set $tree (call $make (i32.const 2)))))
      (local.set $text (ref.cast (ref $bytes) (any.convert_extern (call $print (call $evaluate (ref.as_non_null (local.get $tree)))))))
      (local.set $i (i32.const 0))
      (loop $next
        (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.extend_i32_u (array.get_u $bytes (local.get $text) (local.get $i)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 16))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
