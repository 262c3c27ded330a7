;; Functions that do next to nothing. Measures what it costs to get from the host into the guest, and from the guest to the host.
(module $empty
  (import "env" "host0" (func $host0))
  (import "env" "host1" (func $host1 (param i32) (result i32)))
  (import "env" "host2" (func $host2 (param i32 i32) (result i32)))
  (import "env" "host3" (func $host3 (param i32 i32 i32) (result i32)))
  (import "env" "host4" (func $host4 (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)

  ;; Called by the host.
  (func (export "guest0"))
  (func (export "guest1") (param i32) (result i32)
    local.get 0)
  (func (export "guest2") (param i32 i32) (result i32)
    local.get 1)
  (func (export "guest3") (param i32 i32 i32) (result i32)
    local.get 2)
  (func (export "guest4") (param i32 i32 i32 i32) (result i32)
    local.get 3)

  ;; Call the host n times.
  (func (export "callHost0") (param $n i32)
    (loop $next
      call $host0
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "callHost1") (param $n i32)
    (loop $next
      (drop (call $host1 (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "callHost2") (param $n i32)
    (loop $next
      (drop (call $host2 (local.get $n) (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "callHost3") (param $n i32)
    (loop $next
      (drop (call $host3 (local.get $n) (local.get $n) (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "callHost4") (param $n i32)
    (loop $next
      (drop (call $host4 (local.get $n) (local.get $n) (local.get $n) (local.get $n)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
