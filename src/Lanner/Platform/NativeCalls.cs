using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Calls to the operating system pass numbers and addresses only. Saying so lets ReadyToRun compile them ahead, where otherwise the JIT
// would make a stub for each at start-up.
[assembly: DisableRuntimeMarshalling]

// They are looked for in the system only, not first among the application's files.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
