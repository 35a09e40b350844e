;; Specification 5 Binary format: what bytes are a module, and how those that are none are told.

(module binary "\00asm" "\01\00\00\00")

(assert_malformed (module binary "") "unexpected end")
(assert_malformed (module binary "\00as") "unexpected end")
(assert_malformed (module binary "\00asn\01\00\00\00") "magic header not detected")
(assert_malformed (module binary "\00asm\02\00\00\00") "unknown binary version")
(assert_malformed (module binary "\00asm\01\00\00") "unexpected end")

;; A module with one function, written by hand: type, function, export and code section.
(module binary
  "\00asm\01\00\00\00"
  "\01\06\01\60\01\7f\01\7f"                   ;; one type: [i32] -> [i32]
  "\03\02\01\00"                               ;; one function of type 0
  "\07\05\01\01f\00\00"                        ;; exported as f
  "\0a\09\01\07\00\20\00\41\01\6a\0b")         ;; local.get 0, i32.const 1, i32.add
(assert_return (invoke "f" (i32.const 41)) (i32.const 42))

;; The same, with numbers in as many bytes as they may have, and custom sections in between.
(module binary
  "\00asm\01\00\00\00"
  "\00\04\03abc"
  "\01\86\80\80\80\00\01\60\01\7f\01\7f"
  "\00\03\02xy"
  "\03\02\01\00"
  "\07\05\01\01f\00\00"
  "\0a\0d\01\87\80\80\80\00\00\20\00\41\01\6a\0b"
  "\00\02\00\00")
(assert_malformed (module binary "\00asm\01\00\00\00\01\86\80\80\80\80\00\01\60\01\7f\01\7f") "integer representation too long")
(assert_malformed (module binary "\00asm\01\00\00\00\01\86\80\80\80\70\01\60\01\7f\01\7f") "integer too large")

;; Constants are signed, and bits that do not count have to repeat the sign.
(module binary "\00asm\01\00\00\00\06\0a\01\7f\00\41\ff\ff\ff\ff\7f\0b")
(assert_malformed (module binary "\00asm\01\00\00\00\06\0a\01\7f\00\41\ff\ff\ff\ff\0f\0b") "integer too large")
(assert_malformed (module binary "\00asm\01\00\00\00\06\0b\01\7f\00\41\ff\ff\ff\ff\ff\7f\0b") "integer representation too long")

;; Sections come in their order, each once, and are exactly as long as they say.
(assert_malformed (module binary "\00asm\01\00\00\00\03\01\00\01\01\00") "unexpected content after last section")
(assert_malformed (module binary "\00asm\01\00\00\00\01\01\00\01\01\00") "unexpected content after last section")
(assert_malformed (module binary "\00asm\01\00\00\00\0e\01\00") "malformed section id")
(assert_malformed (module binary "\00asm\01\00\00\00\01\02\00\00") "section size mismatch")
(assert_malformed (module binary "\00asm\01\00\00\00\01\05\00") "length out of bounds")
(assert_malformed (module binary "\00asm\01\00\00\00\00\00") "unexpected end")
(assert_malformed (module binary "\00asm\01\00\00\00\00\02\01\ff") "malformed UTF-8 encoding")

;; Each function has a body, and the count of data segments fits.
(assert_malformed (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00") "function and code section have inconsistent lengths")
(assert_malformed (module binary "\00asm\01\00\00\00\0a\04\01\02\00\0b") "function and code section have inconsistent lengths")
(assert_malformed (module binary "\00asm\01\00\00\00\05\03\01\00\01\0c\01\02\0b\06\01\00\41\00\0b\00") "data count and data section have inconsistent lengths")
(assert_malformed
  (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\05\03\01\00\01\0a\07\01\05\00\fc\09\00\0b\0b\03\01\01\00")
  "data count section required")

;; Bodies: opcodes, their end, and the locals.
(assert_malformed (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\0a\05\01\03\00\27\0b") "illegal opcode")
(assert_malformed (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\0a\06\01\04\00\fc\7f\0b") "illegal opcode")
(assert_malformed (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\0a\04\01\02\00\01") "unexpected end of section or function")
(assert_malformed
  (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\0a\0c\01\0a\02\ff\ff\ff\ff\0f\7f\02\7e\0b")
  "too many locals")

;; Flags: limits, mutability, kinds of imports, alignment.
(assert_malformed (module binary "\00asm\01\00\00\00\05\03\01\10\01") "malformed limits flags")
(assert_malformed (module binary "\00asm\01\00\00\00\06\06\01\7f\02\41\00\0b") "malformed mutability")
(assert_malformed (module binary "\00asm\01\00\00\00\02\05\01\00\00\05\00") "malformed import kind")
(assert_malformed
  (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\05\03\01\00\01\0a\0a\01\08\00\41\00\2d\80\01\1a\0b")
  "malformed memop flags")
