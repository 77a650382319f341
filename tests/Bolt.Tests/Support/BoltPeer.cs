using System.Diagnostics;

namespace Bolt.Tests.Support;

/// <summary>
/// The real bbolt as a program: <c>shared/conformance/boltpeer</c> beside the repository, built with Debian's go and bbolt into a
/// temporary folder once per test class.
/// </summary>
public sealed class BoltPeer : IDisposable
{
    private const string GoPath = "/usr/share/gocode";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _program;

    public BoltPeer() => _program = new Lazy<string>(Build);

    /// <summary>Why the peer can't be built here; null if it can.</summary>
    public static string? Obstacle()
    {
        if (!Directory.Exists(SourceFolder()))
        {
            return "the folder shared/conformance/boltpeer is not beside the repository";
        }

        if (!Directory.Exists(Path.Combine(GoPath, "src/go.etcd.io/bbolt")))
        {
            return "bbolt's source is not installed (Debian package golang-github-coreos-bbolt-dev)";
        }

        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return path.Any(folder => File.Exists(Path.Combine(folder, "go"))) ? null : "go is not installed (Debian package golang-go)";
    }

    public string Check(string file) => Run(_program.Value, ["check", file]).Trim();

    public string Dump(string file) => Run(_program.Value, ["dump", file]);

    public void Churn(string file, int seed, int transactions, bool syncFreelist)
    {
        string[] numbers = [$"{seed}", $"{transactions}"];
        Run(_program.Value, syncFreelist ? ["churn", file, .. numbers] : ["churn", "-nofreelist", file, .. numbers]);
    }

    public void Dispose() => _folder.Dispose();

    private static string SourceFolder() => SharedFolder.PathOf("conformance/boltpeer");

    private string Build()
    {
        string program = _folder.File("boltpeer");
        Run("go", ["build", "-o", program, Path.Combine(SourceFolder(), "main.go")]);
        return program;
    }

    private string Run(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = GoPath;
        start.Environment["GOCACHE"] = _folder.File("go-cache");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Deadline))
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Deadline}");
        }

        string command = $"{program} {string.Join(' ', arguments)}";
        Assert.True(process.ExitCode == 0, $"{command}: exit {process.ExitCode}\n{output.Result}{error.Result}");
        return output.Result;
    }
}
