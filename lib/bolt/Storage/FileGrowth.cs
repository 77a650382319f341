namespace PluginHost.Bolt.Storage;

/// <summary>
/// How long to make a file that has become too short (bbolt db.go, grow): bbolt maps powers of two from 32 KiB to 1 GiB, then whole
/// GiB, and makes the file as long as the map up to 16 MiB, from there on 16 MiB longer than needed.
/// </summary>
internal static class FileGrowth
{
    private const long MinStep = 32L << 10;
    private const long MaxStep = 1L << 30;
    private const long Reserve = 16L << 20;

    /// <summary>The new length; the old one if <paramref name="wanted"/> bytes fit.</summary>
    public static long NewLength(long length, long wanted)
    {
        if (wanted <= length)
        {
            return length;
        }

        long step = MinStep;
        while (step < wanted && step < MaxStep)
        {
            step *= 2;
        }

        return step >= wanted && step <= Reserve ? step : checked(wanted + Reserve);
    }
}
