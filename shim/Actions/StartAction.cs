using System.Globalization;
using System.Text;
using PluginHost.Linux;
using PluginHost.Shim.Cgroups;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Actions;

/// <summary><c>start</c>: makes the socket, leaves a server behind that listens on it, and prints the address.</summary>
internal sealed class StartAction(Arguments arguments, string program)
{
    private const int MinScore = -1000;
    private const int MaxScore = 1000;

    /// <summary>Runs in the bundle.</summary>
    /// <exception cref="IOException">Something failed; no server is left behind.</exception>
    public void Run()
    {
        bool readsJson = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("MAX_SHIM_VERSION"));
        BootstrapDialect dialect = BootstrapDialect.Recognize(StandardStreams.ReadInput(), arguments, readsJson);
        string directory = SocketDirectory(dialect.Parameters?.SocketDirectory ?? string.Empty);
        string path = ShimSocket.PathOf(directory, arguments.Address, arguments.Namespace, ShimGroup.Of(Environment.CurrentDirectory, arguments.Id));
        string address = "unix://" + path;
        using SafeFileDescriptor? listener = ShimSocket.Listen(path);
        if (listener is not null)
        {
            StartServer(listener, path, RuncOptionsOf(dialect.Options));
        }

        // Daemons up to 1.7 find the shim again by this file, also those that take over from the one that asks now.
        WriteAddress(address);
        StandardStreams.WriteOutput(dialect.Answer(address));
    }

    private static RuncOptions? RuncOptionsOf(AnyValue? options) => options?.TypeName == RuncOptions.TypeName ? RuncOptions.Parse(options.Value) : null;

    // A link tells whoever cleans up where the sockets are.
    private static string SocketDirectory(string given)
    {
        if (given.Length == 0)
        {
            return ShimSocket.DefaultDirectory;
        }

        File.Delete("s");
        _ = File.CreateSymbolicLink("s", given);

        return given;
    }

    private static void WriteAddress(string address)
    {
        const string Temporary = ".address";
        PrivateFile.Write(Temporary, Encoding.UTF8.GetBytes(address));
        File.SetUnixFileMode(Temporary, (UnixFileMode)0x1A4);
        File.Move(Temporary, "address", overwrite: true);
    }

    private static void JoinCgroup(int pid, string group)
    {
        string text = pid.ToString(CultureInfo.InvariantCulture);
        IEnumerable<string> hierarchies = CgroupMode.IsUnified()
            ? [CgroupMode.Mountpoint]
            : Directory.EnumerateDirectories(CgroupMode.Mountpoint).Where(directory => Path.GetFileName(directory) != "unified");
        foreach (string hierarchy in hierarchies)
        {
            string directory = Path.Join(hierarchy, group);
            _ = Directory.CreateDirectory(directory);
            CopyCpuset(hierarchy, directory);
            File.WriteAllText(Path.Join(directory, "cgroup.procs"), text);
        }
    }

    // A new group of the cpuset controller (version 1) takes no process before it has processors and memory.
    private static void CopyCpuset(string hierarchy, string directory)
    {
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
        {
            string own = Path.Join(directory, file);
            if (File.Exists(own) && !CgroupMode.IsUnified() && File.ReadAllText(own).Trim().Length == 0)
            {
                File.WriteAllText(own, File.ReadAllText(Path.Join(hierarchy, file)).Trim());
            }
        }
    }

    // One more than the daemon's, so that the daemon survives its shims.
    private static void AdjustOomScore(int pid)
    {
        int daemon = int.Parse(File.ReadAllText($"/proc/{Kernel.ParentPid()}/oom_score_adj"), CultureInfo.InvariantCulture);
        string score = Math.Clamp(daemon + 1, MinScore, MaxScore).ToString(CultureInfo.InvariantCulture);
        try
        {
            File.WriteAllText($"/proc/{pid}/oom_score_adj", score);
        }
        catch (UnauthorizedAccessException) when (LibC.GetEffectiveUid() != 0 || !UserNamespace.IsInitial())
        {
            // Only root of the first user namespace may lower it.
        }
    }

    private void StartServer(SafeFileDescriptor listener, string path, RuncOptions? options)
    {
        int pid = 0;
        try
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SCHED_CORE")))
            {
                Kernel.CreateCoreGroup();
            }

            using SafeFileDescriptor none = LibC.Open("/dev/null", OpenFlags.O_RDWR);
            LinuxException.ThrowIf(Server(listener, none).TryStart(out pid), "start the server", Environment.ProcessPath);
            if (options?.ShimCgroup is { Length: > 0 } group)
            {
                JoinCgroup(pid, group);
            }

            AdjustOomScore(pid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (pid != 0)
            {
                LibC.Kill(pid, Signals.SIGKILL);
            }

            File.Delete(path);
            throw new IOException(exception.Message, exception);
        }
    }

    private ChildProcess Server(SafeFileDescriptor listener, SafeFileDescriptor none)
    {
        List<string> command = [program, "-namespace", arguments.Namespace, "-id", arguments.Id, "-address", arguments.Address];
        if (arguments.Debug)
        {
            command.Add("-debug");
        }

        return new ChildProcess(
            Environment.ProcessPath ?? program, command, ServerEnvironment.Read(), [none, none, none, listener], ShimServer.Signals, NewGroup: true);
    }
}
