package org.lanner;

import java.lang.ref.Reference;
import java.util.OptionalLong;

/** A table of references. */
public final class Table extends Extern {
    private final TableType type;

    /** Takes over a name of a table. Who calls this has entered the store. */
    Table(Store store, long pointer) {
        super(store, pointer, Native.wasm_table_delete);
        long description = Native.made(Native.call(Native.wasm_table_type, pointer), "reading the type");
        try {
            type = Types.table(description);
        } finally {
            Native.call(Native.wasm_tabletype_delete, description);
        }
    }

    /**
     * Makes a table of the host, whose elements are null.
     *
     * @param store the store
     * @param element the type of its elements
     * @param minimum the number of elements
     * @return the table
     */
    public static Table of(Store store, ValueType element, long minimum) {
        return of(store, new TableType(element, minimum, OptionalLong.empty()), null);
    }

    /**
     * Makes a table of the host.
     *
     * @param store the store
     * @param type the type
     * @param initial the value of each element, or null
     * @return the table
     * @throws IllegalArgumentException the value is of another type
     */
    public static Table of(Store store, TableType type, Object initial) {
        store.enter();
        long reference = 0;
        try (Scope scope = new Scope()) {
            long limits = Types.limits(scope, type.minimum(), type.maximum());
            reference = Values.reference(store, type.element(), initial, "the first value", -1);
            long description = Native.made(
                    Native.call(Native.wasm_tabletype_new, Types.newValue(type.element()), limits), "making the type");
            try {
                long pointer = Native.call(Native.wasm_table_new, store.pointer(), description, reference);
                return new Table(store, Native.made(pointer, "making the table"));
            } finally {
                Native.call(Native.wasm_tabletype_delete, description);
            }
        } finally {
            Native.call(Native.wasm_ref_delete, reference);
            store.leave();
        }
    }

    /** Returns the type, with the sizes that the table was made with. */
    @Override
    public TableType type() {
        return type;
    }

    /**
     * Returns the number of elements.
     *
     * @return the number
     */
    public long size() {
        store().enter();
        try {
            return Native.call(Native.wasm_table_size, pointer());
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    private void check(long index) {
        long size = Native.call(Native.wasm_table_size, pointer());
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("the index is " + index + "; the table has " + size + " elements");
        }
    }

    /**
     * Returns an element.
     *
     * @param index its index
     * @return the element, or null
     * @throws IndexOutOfBoundsException the table has no such element
     */
    public Object get(long index) {
        store().enter();
        try {
            check(index);
            return Values.object(store(), Native.call(Native.wasm_table_get, pointer(), index), true);
        } finally {
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Sets an element.
     *
     * @param index its index
     * @param value the element, or null
     * @throws IndexOutOfBoundsException the table has no such element
     * @throws IllegalArgumentException the value is of another type
     */
    public void set(long index, Object value) {
        store().enter();
        long reference = 0;
        try {
            check(index);
            reference = Values.reference(store(), type.element(), value, "the value", -1);
            Native.done(Native.call(Native.wasm_table_set, pointer(), index, reference), "setting the element");
        } finally {
            Native.call(Native.wasm_ref_delete, reference);
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Makes the table larger.
     *
     * @param count so many elements more
     * @param value what they are, or null
     * @return how many elements there were before
     * @throws LannerException it does not grow so far
     * @throws IllegalArgumentException the value is of another type
     */
    public long grow(long count, Object value) {
        if (count < 0 || count > 0xffffffffL) {
            throw new IllegalArgumentException(
                    "the table was to grow by " + count + " elements; a number from 0 to 4294967295 was expected");
        }
        store().enter();
        long reference = 0;
        try {
            long before = Native.call(Native.wasm_table_size, pointer());
            reference = Values.reference(store(), type.element(), value, "the value", -1);
            Native.done(Native.call(Native.wasm_table_grow, pointer(), count, reference), "growing the table");
            return before;
        } finally {
            Native.call(Native.wasm_ref_delete, reference);
            store().leave();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    long asExtern() {
        return Native.call(Native.wasm_table_as_extern, pointer());
    }
}
