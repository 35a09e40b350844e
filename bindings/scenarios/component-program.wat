;; A program of WASI 0.2: writes a line to standard output, and ends well if it has one argument, its name, and badly otherwise.
(component $program
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error-type))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "output-stream" (type $output (sub resource)))
    (alias outer $program $error-type (type $outer-error))
    (export "error" (type $error (eq $outer-error)))
    (type $failure (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "[method]output-stream.blocking-write-and-flush" (func
      (param "self" (borrow $output)) (param "contents" (list u8)) (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $output))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer $program $output (type $outer-output))
    (export "output-stream" (type $output (eq $outer-output)))
    (export "get-stdout" (func (result (own $output))))))
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-arguments" (func (result (list string))))))

  (core module $memory
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    (data (i32.const 64) "hello from a component\n")
    (func (export "realloc") (param $old i32) (param $old_size i32) (param $alignment i32) (param $size i32) (result i32)
      (local $address i32)
      (local.set $address (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $address) (local.get $size)))
      (local.get $address)))
  (core instance $m (instantiate $memory))
  (alias core export $m "memory" (core memory $bytes))
  (core func $get-stdout (canon lower (func $stdout "get-stdout")))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $bytes)))
  (core func $get-arguments
    (canon lower (func $environment "get-arguments") (memory $bytes) (realloc (func $m "realloc"))))

  (core module $code
    (import "host" "get-stdout" (func $get-stdout (result i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (import "host" "get-arguments" (func $get-arguments (param i32)))
    (import "m" "memory" (memory 1))
    (func $run (export "run") (result i32)
      (call $write (call $get-stdout) (i32.const 64) (i32.const 23) (i32.const 16))
      (call $get-arguments (i32.const 32))
      (i32.ne (i32.load offset=4 (i32.const 32)) (i32.const 1))))
  (core instance $c (instantiate $code
    (with "host" (instance
      (export "get-stdout" (func $get-stdout))
      (export "write" (func $write))
      (export "get-arguments" (func $get-arguments))))
    (with "m" (instance $m))))
  (func $run (result (result)) (canon lift (core func $c "run")))
  (instance $exported (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $exported)))
