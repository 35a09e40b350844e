/** WebAssembly by Lanner: guests run in the process, in a sandbox that grants nothing by default. */
module org.lanner {
    exports org.lanner;
}
