using PluginHost.Archive.Tar;
using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>The times that the file of an entry gets.</summary>
/// <param name="Access">Last access.</param>
/// <param name="Modify">Last change.</param>
internal readonly record struct EntryTimes(TimeSpec Access, TimeSpec Modify)
{
    // The last moment that fits 64 bits of nanoseconds since 1970.
    private static readonly TimeSpec Last = new(9_223_372_036, 854_775_807);

    /// <summary>The access time is never before the change; times before 1970 and after April 2262 become 1970-01-01.</summary>
    public static EntryTimes Of(TarEntry entry)
    {
        TimeSpec access = entry.AccessTime is { } named && named > entry.ModifyTime ? named : entry.ModifyTime;

        return new EntryTimes(Bounded(access), Bounded(entry.ModifyTime));
    }

    private static TimeSpec Bounded(TimeSpec time) => time < default(TimeSpec) || time > Last ? default : time;
}
