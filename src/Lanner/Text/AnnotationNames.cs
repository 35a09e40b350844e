namespace Lanner.Text;

/// <summary>The annotations that mean something (appendix "Custom Sections and Annotations" and the branch-hinting proposal).</summary>
internal static class AnnotationNames
{
    internal const string Custom = "custom";
    internal const string Name = "name";
    internal const string BranchHint = "metadata.code.branch_hint";
}
