;; Functions that do next to nothing. Measures what it costs to get from the host into the guest, and from the guest to the host.
(module $empty
  (import "env" "nothing" (func $nothing))
  (func (export "nop"))
  (func (export "add") (param $a i32) (param $b i32) (result i32)
    (i32.add (local.get $a) (local.get $b)))
  (func (export "callHost") (param $n i32)
    (loop $next
      call $nothing
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
