;; Binary trees: many short-lived ones of several depths beside one that stays. Measures making structs, following references, and the collector.
(module
  (type $node (struct (field $left (ref null $node)) (field $right (ref null $node))))

  (global $kept (mut (ref null $node)) (ref.null $node))

  (func $make (param $depth i32) (result (ref $node))
    (if (result (ref $node)) (local.get $depth)
      (then
        (struct.new $node
          (call $make (i32.sub (local.get $depth) (i32.const 1)))
          (call $make (i32.sub (local.get $depth) (i32.const 1)))))
      (else (struct.new_default $node))))

  (func $count (param $node (ref $node)) (result i32)
    (local $left (ref null $node))
    (if (result i32) (ref.is_null (local.tee $left (struct.get $node $left (local.get $node))))
      (then (i32.const 1))
      (else
        (i32.add
          (i32.const 1)
          (i32.add
            (call $count (ref.as_non_null (local.get $left)))
            (call $count (ref.as_non_null (struct.get $node $right (local.get $node)))))))))

  ;; Keeps one tree instead of that of the last call: what collections find alive.
  (func (export "keep") (param $depth i32)
    (global.set $kept (call $make (local.get $depth))))

  (func (export "run") (param $depth i32) (result i32)
    (local $long (ref null $node))
    (local $level i32)
    (local $rounds i32)
    (local $sum i32)
    (local.set $long (call $make (local.get $depth)))
    (local.set $level (i32.const 4))
    (loop $levels
      (if (i32.le_s (local.get $level) (local.get $depth))
        (then
          (local.set $rounds (i32.shl (i32.const 1) (i32.add (i32.sub (local.get $depth) (local.get $level)) (i32.const 4))))
          (loop $trees
            (local.set $sum (i32.add (local.get $sum) (call $count (call $make (local.get $level)))))
            (br_if $trees (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
          (local.set $level (i32.add (local.get $level) (i32.const 2)))
          (br $levels))))
    (i32.add (local.get $sum) (call $count (ref.as_non_null (local.get $long))))))
