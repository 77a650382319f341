namespace Linux.Tests.Support;

/// <summary>A test that needs root, and a file such as a tool or a device; skipped with the reason where it is missing.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    private string? _needs;

    public RootFactAttribute()
    {
        if (LibC.GetEffectiveUid() != 0)
        {
            Skip = "needs root";
        }
    }

    /// <summary>A path that must exist.</summary>
    public string? Needs
    {
        get => _needs;
        set
        {
            _needs = value;
            if (value is not null && !File.Exists(value) && !Directory.Exists(value))
            {
                Skip ??= $"needs {value}";
            }
        }
    }
}
