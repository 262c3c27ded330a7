;; Throws and catches: n times, from so many calls below the handler. In the first encoding of exception handling, which wat2wasm writes:
;; wat2wasm --enable-exceptions --debug-names exceptions.wat -o exceptions.wasm
(module
  (tag $error (param i32))
  (func $down (param $depth i32)
    (if (i32.eqz (local.get $depth)) (then (throw $error (i32.const 3))))
    (call $down (i32.sub (local.get $depth) (i32.const 1))))
  (func (export "run") (param $depth i32) (param $n i32) (result i32)
    (local $sum i32)
    (loop $again
      (try
        (do (call $down (local.get $depth)))
        (catch $error (local.set $sum (i32.add (local.get $sum)))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
