using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using PluginHost.Linux;
using PluginHost.Proto.Types.Runc;
using PluginHost.Rpc.Ttrpc;

namespace Shim.Tests;

/// <summary>A daemon of which only the shim's side exists: bundles, the <c>start</c> command, a connection, and the events that come.</summary>
public sealed class ShimSession : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ScratchDirectory _scratch = new();
    private readonly List<TtrpcChannel> _channels = [];
    private readonly List<string> _ids = [];

    private ShimSession()
    {
        Events = new EventSink(_scratch.At("events.sock"));
        Options = new Options { Root = _scratch.At("runc") };
    }

    public EventSink Events { get; }

    /// <summary>Given with each creation; the runtime's state is private to the test.</summary>
    public Options Options { get; set; }

    public static string Namespace => "shimtest";

    /// <summary>Path of a gRPC socket that is not there: only the name of the shim's socket comes from it.</summary>
    public string Address => _scratch.At("s.sock");

    /// <summary>The program; a copy under another name in some tests.</summary>
    public string Program { get; set; } = ShimFactAttribute.Shim;

    /// <summary>More environment for the shim.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public static ShimSession Create()
    {
        ShimSession session = new();
        session.Events.Start();

        return session;
    }

    public static string NewId() => "c" + Guid.NewGuid().ToString("N")[..10];

    public string At(string name) => _scratch.At(name);

    public string Bundle(string id) => Path.Join(_scratch.At("state"), id);

    /// <summary>A bundle with a root of busybox.</summary>
    public string NewBundle(string id, string[] arguments, Action<JsonObject>? change = null)
    {
        string bundle = Bundle(id);
        _ids.Add(id);
        string bin = Path.Join(bundle, "rootfs", "bin");
        Directory.CreateDirectory(bin);
        foreach (string directory in (string[])["proc", "dev", "tmp", "sys"])
        {
            Directory.CreateDirectory(Path.Join(bundle, "rootfs", directory));
        }

        File.Copy(Tools.Get("busybox"), Path.Join(bin, "busybox"));
        foreach (string applet in (string[])["sh", "cat", "echo", "sleep", "true", "tty", "stty", "dd", "kill", "head", "seq", "yes"])
        {
            File.CreateSymbolicLink(Path.Join(bin, applet), "busybox");
        }

        JsonObject spec = Spec.Of(Namespace, id, arguments);
        change?.Invoke(spec);
        File.WriteAllText(Path.Join(bundle, "config.json"), spec.ToJsonString());

        return bundle;
    }

    /// <summary>Runs a command of the shim in a bundle.</summary>
    public Task<CommandResult> RunAsync(string id, byte[] input, params string[] action)
        => new Command(Program, ["-namespace", Namespace, "-address", Address, "-publish-binary", "/bin/true", "-id", id, .. action])
        {
            WorkingDirectory = Bundle(id),
            Input = input,
            Environment = new Dictionary<string, string>(Environment) { ["TTRPC_ADDRESS"] = Events.Address },
        }.RunAsync(CancellationToken.None);

    /// <summary>Starts a shim as a daemon before 1.7 does, and connects.</summary>
    public async Task<TaskClient> StartAsync(string id) => await ConnectAsync((await RunAsync(id, [], "start")).Checked().Text);

    public async Task<TaskClient> ConnectAsync(string address)
    {
        TtrpcChannel channel = await TtrpcChannel.ConnectAsync(address, null, CancellationToken.None);
        _channels.Add(channel);

        return new TaskClient(channel);
    }

    /// <summary>A request for a creation with these options and without streams.</summary>
    public CreateTaskRequest CreateRequest(string id)
        => new() { Id = id, Bundle = Bundle(id), Options = Pack(Options) };

    /// <summary>A container that is created and started, without streams.</summary>
    public async Task<(TaskClient Client, uint Pid)> RunContainerAsync(string id, string[] arguments, Action<JsonObject>? change = null)
    {
        NewBundle(id, arguments, change);
        TaskClient client = await StartAsync(id);
        CreateTaskResponse created = await client.CreateAsync(CreateRequest(id));
        await client.StartAsync(new StartRequest { Id = id });

        return (client, created.Pid);
    }

    /// <summary>An exec of a command, without streams.</summary>
    public static ExecProcessRequest ExecRequest(string id, string execId, params string[] arguments)
        => new() { Id = id, ExecId = execId, Spec = new Any { Value = ByteString.CopyFromUtf8(Spec.Process(arguments).ToJsonString()) } };

    /// <summary>An Any as containerd packs it: the bare name of the type.</summary>
    public static Any Pack(IMessage message) => new() { TypeUrl = message.Descriptor.FullName, Value = message.ToByteString() };

    /// <summary>The shims that were started here and still run.</summary>
    public IReadOnlyList<RunningProcess> Shims()
        => [.. RunningProcess.All().Where(process => process.CommandLine.Contains("-address") && process.CommandLine.Contains(Address))];

    /// <summary>Waits until no shim is left.</summary>
    public Task UntilGoneAsync() => Poll.UntilAsync("the shim has ended", Limit, () => Shims().Count == 0);

    /// <summary>Kills, deletes and removes everything, also after a failed test.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (TtrpcChannel channel in _channels)
        {
            await channel.DisposeAsync();
        }

        IReadOnlyList<RunningProcess> shims = Shims();
        foreach (RunningProcess process in RunningProcess.WithDescendants(shims))
        {
            LibC.TryKill(process.Id, Signals.SIGKILL);
        }

        string sockets = "/run/containerd/s";
        foreach (string id in _ids)
        {
            await Command.RunAsync("runc", "--root", Path.Join(Options.Root, Namespace), "delete", "--force", id);
            if (Directory.Exists(sockets))
            {
                File.Delete(Path.Join(sockets, Socket(id)));
            }
        }

        await Events.DisposeAsync();
        _scratch.Dispose();
    }

    /// <summary>The name of a shim's socket.</summary>
    public string Socket(string group)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{Address}/{Namespace}/{group}")));

    /// <summary>Mounts that are left in the session's directory.</summary>
    public IReadOnlyList<string> Mounts() => _scratch.Mounts();
}
