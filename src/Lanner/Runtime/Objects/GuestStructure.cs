namespace Lanner.Runtime;

/// <summary>The base of all classes that stand for structure types. It has nothing: which type an object is of follows from its
/// class.</summary>
internal abstract class GuestStructure;
