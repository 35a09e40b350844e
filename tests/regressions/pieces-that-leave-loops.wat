;; Found by the hunt (seed 71680 of commit a82bb40). A region of a function that is cut may reach from the middle of a loop to behind it. The call of its piece then stands in the loop, and each time
;; around reads what is wanted behind the loop. The place of such a variable was given away after the call, to a result of the same call, and the store behind the loop went to another address.
(module
  (rec
    (type (;0;) (sub (array i8)))
    (type (;1;) (sub (struct)))
    (type (;2;) (sub (struct))))
  (type (;3;) (func (param i32)))
  (type (;4;) (func (param i64) (result i64)))
  (type (;5;) (func (param f64 i32) (result f64)))
  (type (;6;) (func))
  (import "host" "note_i32" (func (;0;) (type 3) (param i32)))
  (import "host" "note_i64" (func (;1;) (type 4) (param i64) (result i64)))
  (import "host" "note_f64" (func (;2;) (type 5) (param f64 i32) (result f64)))
  (table (;0;) 8 12 funcref)
  (memory (;0;) 1 1)
  (global (;0;) (mut i32) (i32.const 0))
  (export "call0" (func 4))
  (export "memory0" (memory 0))
  (elem (;0;) (i32.const 0) func 0 1 2 3)
  (elem (;1;) func 0 1 2 3)
  (func (;3;) (type 6)
    (local i32 i32 i32)
    global.get 0
    i32.const 1
    i32.sub
    global.set 0
    global.get 0
    i32.const 0
    i32.lt_s
    if  ;; @1
      return
    end
    block  ;; @1
      loop (result funcref)  ;; @2
        global.get 0
        i32.const 1
        i32.sub
        global.set 0
        global.get 0
        i32.const 0
        i32.lt_s
        if  ;; @3
          return
        end
        global.get 0
        i32.const 32767
        i32.and
        loop (result i32)  ;; @3
          global.get 0
          i32.const 1
          i32.sub
          global.set 0
          global.get 0
          i32.const 0
          i32.lt_s
          if  ;; @4
            return
          end
          loop (result i32)  ;; @4
            global.get 0
            i32.const 1
            i32.sub
            global.set 0
            global.get 0
            i32.const 0
            i32.lt_s
            if  ;; @5
              return
            end
            i32.const -64
            if (result i32)  ;; @5
              local.get 0
            else
              local.get 0
            end
          end
          local.set 0
          i32.const 8
          array.new_default 0
          i32.const 0
          array.get_s 0
          if (result i32)  ;; @4
            global.get 0
            i32.const -64
            i32.const -64
            select
          else
            global.get 0
          end
          br_if 0 (;@3;)
          i32.const -64
        end
        i32.store align=1
        ref.null func
      end
      br_on_null 0 (;@1;)
      drop
    end)
  (func (;4;) (type 6)
    i32.const 200
    global.set 0
    call 3))
