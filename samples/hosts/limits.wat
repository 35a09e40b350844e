(module
  (type $bytes (array (mut i8)))
  (type $list (struct (field (ref $bytes)) (field (ref null $list))))
  (func $loop (export "loop forever") (export "cancel") (loop $again (br $again)))
  (func $recurse (result i32) (i32.add (call $recurse) (i32.const 1)))
  (func (export "recurse forever") (drop (call $recurse)))
  (func $grow (export "grow forever")
    (local $all (ref null $list))
    (loop $again
      (local.set $all (struct.new $list (array.new_default $bytes (i32.const 10000)) (local.get $all)))
      (br $again))))
