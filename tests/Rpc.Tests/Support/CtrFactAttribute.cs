using Xunit;

namespace Rpc.Tests.Support;

/// <summary>A test that needs containerd's <c>ctr</c>; skipped with the reason where it is not installed.</summary>
internal sealed class CtrFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/ctr";

    public CtrFactAttribute()
    {
        if (!File.Exists(Path))
        {
            Skip = $"{Path} is not installed: apt-get install containerd";
        }
    }
}
