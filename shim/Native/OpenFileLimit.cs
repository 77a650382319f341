namespace PluginHost.Shim.Native;

/// <summary>
/// How many files the shim may have open: as many as it can get, since every exec costs up to nine. Its children get the limit that the
/// shim itself was given: programs are surprised by large ones (select(2)).
/// </summary>
internal static class OpenFileLimit
{
    private static readonly ResourceLimit Given = Kernel.GetOpenFileLimit();

    /// <summary>Raises the shim's own limit.</summary>
    public static void Raise() => Kernel.SetOpenFileLimit(Given with { Soft = Given.Hard });

    /// <summary>Makes a call under the limit that was given.</summary>
    public static T Lowered<T>(Func<T> call)
    {
        ResourceLimit now = Kernel.GetOpenFileLimit();
        if (now == Given)
        {
            return call();
        }

        Kernel.SetOpenFileLimit(Given);
        try
        {
            return call();
        }
        finally
        {
            Kernel.SetOpenFileLimit(now);
        }
    }
}
