using System.Security.Cryptography;
using System.Text;

namespace PluginHost.Testing;

/// <summary>
/// A Go program of <c>shared/conformance</c> or of a test project, built from Debian's packages alone. What was built is kept in a folder that only root
/// writes to, named after its source and compiler, for the next run.
/// </summary>
public sealed class GoProgram
{
    /// <summary>The source of Debian's Go packages.</summary>
    public const string Sources = "/usr/share/gocode/src";

    private const string Cache = "/var/cache/pluginhost-tests";

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(6);

    private readonly Func<string> _place;
    private readonly string _folder;
    private readonly bool _isTest;

    private GoProgram(Func<string> place, string folder, bool isTest)
    {
        _place = place;
        _folder = folder;
        _isTest = isTest;
    }

    /// <summary>containerd's own snapshotter and content suites, over the gRPC API of any daemon.</summary>
    public static GoProgram Suites { get; } = new(Conformance, "suites", isTest: true);

    /// <summary>The real bbolt.</summary>
    public static GoProgram BoltPeer { get; } = new(Conformance, "boltpeer", isTest: false);

    /// <summary>containerd's native snapshotter, content store and differ as a process of their own.</summary>
    public static GoProgram ProxyVendor { get; } = new(() => RepositoryRoot.At("tests/Proxy.Tests"), "Vendor", isTest: false);

    /// <summary>The program in a folder.</summary>
    public static GoProgram In(string folder) => new(() => Path.GetDirectoryName(folder)!, Path.GetFileName(folder), isTest: false);

    /// <summary>Needed by <see cref="ProxyVendor"/>.</summary>
    public const string ProxyVendorSource = Sources + "/github.com/containerd/containerd/contrib/snapshotservice";

    /// <summary>Needed by <see cref="Suites"/>.</summary>
    public const string SuitesSource = Sources + "/github.com/containerd/containerd/content/testsuite";

    /// <summary>Needed by <see cref="BoltPeer"/>.</summary>
    public const string BoltSource = Sources + "/go.etcd.io/bbolt";

    /// <summary>Builds the program unless an earlier run did.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> BuildAsync()
    {
        string cache = Path.Join(Cache, $"{_folder}-{await FingerprintAsync()}");
        string program = Path.Join(cache, _folder);
        if (File.Exists(program))
        {
            return program;
        }

        Directory.CreateDirectory(cache);
        using ScratchDirectory work = new();
        string[] verb = _isTest ? ["test", "-c"] : ["build"];
        Command build = new(Tools.Get("go"), [.. verb, "-o", work.At(_folder), "./" + _folder])
        {
            Environment = new Dictionary<string, string>
            {
                ["GO111MODULE"] = "off", ["GOPATH"] = Path.GetDirectoryName(Sources)!, ["GOCACHE"] = work.At("cache"), ["GOFLAGS"] = "",
            },
            WorkingDirectory = _place(),
            Timeout = BuildLimit,
        };
        (await build.RunAsync(CancellationToken.None)).Checked();

        // Another test run may build it at the same time; the rename makes either's program whole.
        string whole = Path.Join(cache, Path.GetFileName(work.Path));
        File.Copy(work.At(_folder), whole);
        File.Move(whole, program, overwrite: true);

        return program;
    }

    private static string Conformance() => SharedFolder.At("conformance");

    private async Task<string> FingerprintAsync()
    {
        StringBuilder identity = new((await Command.RunAsync("go", "version")).Checked().Line);
        foreach (string file in Directory.EnumerateFiles(Path.Join(_place(), _folder)).Order(StringComparer.Ordinal))
        {
            identity.Append(await File.ReadAllTextAsync(file));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToString())))[..12];
    }
}
