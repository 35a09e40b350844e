;; Components that read and write streams of bytes in chunks: `drain` reads one of the host, `pipe` one that another component writes.
(component
  (component $Writer
    (core module $Memory (memory (export "mem") 2))
    (core instance $memory (instantiate $Memory))
    (type $bytes (stream u8))
    (core func $return (canon task.return (result $bytes)))
    (core func $new (canon stream.new $bytes))
    (core func $write (canon stream.write $bytes (memory (core memory $memory "mem"))))
    (core func $drop (canon stream.drop-writable $bytes))
    (core module $M
      (import "" "return" (func $return (param i32)))
      (import "" "new" (func $new (result i64)))
      (import "" "write" (func $write (param i32 i32 i32) (result i32)))
      (import "" "drop" (func $drop (param i32)))
      (func (export "produce") (param $chunk i32) (param $count i32)
        (local $pair i64) (local $out i32)
        (local.set $pair (call $new))
        (local.set $out (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
        (call $return (i32.wrap_i64 (local.get $pair)))
        (loop $more
          (drop (call $write (local.get $out) (i32.const 0) (local.get $chunk)))
          (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (call $drop (local.get $out))))
    (core instance $m (instantiate $M (with "" (instance
      (export "return" (func $return)) (export "new" (func $new)) (export "write" (func $write)) (export "drop" (func $drop))))))
    (func (export "produce") async (param "chunk" u32) (param "count" u32) (result $bytes) (canon lift (core func $m "produce") async)))

  (component $Reader
    (type $bytes (stream u8))
    (import "produce" (func $produce async (param "chunk" u32) (param "count" u32) (result $bytes)))
    (core module $Memory (memory (export "mem") 2))
    (core instance $memory (instantiate $Memory))
    (core func $produce (canon lower (func $produce)))
    (core func $return (canon task.return (result u64)))
    (core func $read (canon stream.read $bytes (memory (core memory $memory "mem"))))
    (core func $drop (canon stream.drop-readable $bytes))
    (core module $M
      (import "" "produce" (func $produce (param i32 i32) (result i32)))
      (import "" "return" (func $return (param i64)))
      (import "" "read" (func $read (param i32 i32 i32) (result i32)))
      (import "" "drop" (func $drop (param i32)))
      (func $drain (export "drain") (param $in i32) (param $chunk i32)
        (local $result i32) (local $bytes i64)
        (loop $more
          (local.set $result (call $read (local.get $in) (i32.const 0) (local.get $chunk)))
          (local.set $bytes (i64.add (local.get $bytes) (i64.extend_i32_u (i32.shr_u (local.get $result) (i32.const 4)))))
          (br_if $more (i32.eqz (i32.and (local.get $result) (i32.const 15)))))
        (call $drop (local.get $in))
        (call $return (local.get $bytes)))
      (func (export "pipe") (param $chunk i32) (param $count i32)
        (call $drain (call $produce (local.get $chunk) (local.get $count)) (local.get $chunk))))
    (core instance $m (instantiate $M (with "" (instance
      (export "produce" (func $produce)) (export "return" (func $return)) (export "read" (func $read)) (export "drop" (func $drop))))))
    (func (export "drain") async (param "in" $bytes) (param "chunk" u32) (result u64) (canon lift (core func $m "drain") async))
    (func (export "pipe") async (param "chunk" u32) (param "count" u32) (result u64) (canon lift (core func $m "pipe") async)))

  (instance $writer (instantiate $Writer))
  (instance $reader (instantiate $Reader (with "produce" (func $writer "produce"))))
  (func (export "drain") (alias export $reader "drain"))
  (func (export "pipe") (alias export $reader "pipe")))
