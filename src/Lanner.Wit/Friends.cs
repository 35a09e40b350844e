using System.Runtime.CompilerServices;

// Components turn their types and values into WIT's, of which the public API makes none.
[assembly: InternalsVisibleTo("Lanner.Components")]
