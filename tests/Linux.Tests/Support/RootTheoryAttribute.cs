namespace Linux.Tests.Support;

/// <summary>As <see cref="RootFactAttribute"/>, for a test with data.</summary>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = LibC.GetEffectiveUid() == 0 ? null : "needs root";
}
