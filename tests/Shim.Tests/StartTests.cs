using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using PluginHost.Proto.Runtime.BootstrapV1;
using PluginHost.Proto.Types;
using PluginHost.Proto.Types.Runc;

namespace Shim.Tests;

public sealed class StartTests
{
    [ShimFact]
    public async Task A_daemon_of_1_6_gets_the_plain_address_and_the_file_from_which_it_finds_the_shim_again()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);

        CommandResult start = await session.RunAsync(id, ShimSession.Pack(session.Options).ToByteArray(), "start");

        Assert.Equal($"unix:///run/containerd/s/{session.Socket(id)}", start.Checked().Text);
        Assert.Equal(start.Text, File.ReadAllText(Path.Join(session.Bundle(id), "address")));
        await session.ConnectAsync(start.Text);
    }

    [ShimFact]
    public async Task A_daemon_of_1_7_gets_JSON()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        session.Environment["MAX_SHIM_VERSION"] = "2";

        CommandResult start = await session.RunAsync(id, [], "start");

        JsonNode answer = JsonNode.Parse(start.Checked().Text)!;
        Assert.Equal((2, "ttrpc"), (answer["version"]!.GetValue<int>(), answer["protocol"]!.GetValue<string>()));
        await session.ConnectAsync(answer["address"]!.GetValue<string>());
    }

    [ShimFact]
    public async Task A_daemon_of_2_3_gets_a_message_and_chooses_where_the_socket_is()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        string sockets = session.At("k");
        session.Environment["MAX_SHIM_VERSION"] = "2";
        BootstrapParams parameters = new()
        {
            InstanceId = id,
            Namespace = ShimSession.Namespace,
            ContainerdGrpcAddress = session.Address,
            SocketDir = sockets,
        };
        parameters.Extensions.Add(new PluginHost.Proto.Runtime.BootstrapV1.Extension { Value = ShimSession.Pack(session.Options) });

        CommandResult start = await session.RunAsync(id, parameters.ToByteArray(), "start");

        BootstrapResult answer = BootstrapResult.Parser.ParseFrom(start.Checked().Output.Span);
        Assert.Equal((3, "ttrpc", $"unix://{sockets}/{session.Socket(id)}"), (answer.Version, answer.Protocol, answer.Address));
        Assert.Equal(sockets, new FileInfo(Path.Join(session.Bundle(id), "s")).LinkTarget);
        TaskClient client = await session.ConnectAsync(answer.Address);
        await client.ShutdownAsync(new ShutdownRequest { Id = id });
        await session.UntilGoneAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(sockets));
    }

    [ShimFact]
    public async Task Containers_of_a_group_share_a_shim_that_ends_with_the_last_of_them()
    {
        await using ShimSession session = ShimSession.Create();
        string pod = ShimSession.NewId();
        string member = ShimSession.NewId();
        session.NewBundle(pod, ["sleep", "1000"], Annotate("io.kubernetes.cri.sandbox-id", pod));
        session.NewBundle(member, ["sleep", "1000"], Annotate("io.kubernetes.cri.sandbox-id", pod));

        string first = (await session.RunAsync(pod, [], "start")).Checked().Text;
        string second = (await session.RunAsync(member, [], "start")).Checked().Text;
        TaskClient client = await session.ConnectAsync(first);
        foreach (string id in (string[])[pod, member])
        {
            await client.CreateAsync(session.CreateRequest(id));
            await client.StartAsync(new StartRequest { Id = id });
        }

        Assert.Equal(first, second);
        Assert.Single(session.Shims());
        await RemoveAsync(client, pod);
        Assert.Single(session.Shims());
        await RemoveAsync(client, member);
        await session.UntilGoneAsync();
        Assert.False(File.Exists(first["unix://".Length..]));
    }

    [ShimFact]
    public async Task The_socket_of_a_shim_that_was_killed_is_taken_over()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        await session.StartAsync(id);
        PluginHost.Linux.LibC.Kill(session.Shims().Single().Id, PluginHost.Linux.Signals.SIGKILL);
        await session.UntilGoneAsync();

        TaskClient client = await session.StartAsync(id);
        ConnectResponse connected = await client.ConnectAsync(new ConnectRequest { Id = id });

        Assert.NotEqual(0u, connected.ShimPid);
        Assert.Equal(0u, connected.TaskPid);
    }

    [ShimFact]
    public async Task A_shim_has_all_the_open_files_it_can_get_and_its_runtime_as_many_as_it_was_given()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sleep", "1000"]);
        string wrapper = session.At("limited");
        await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nulimit -Sn 777\nexec {ShimFactAttribute.Shim} \"$@\"\n");
        File.SetUnixFileMode(wrapper, (UnixFileMode)0b111_101_101);
        session.Program = wrapper;

        // runc raises its own limit, so it is asked before it begins.
        string runtime = session.At("asked-runc");
        await File.WriteAllTextAsync(runtime, $"#!/bin/sh\nulimit -Sn > {session.At("soft")}\nexec {Tools.Get("runc")} \"$@\"\n");
        File.SetUnixFileMode(runtime, (UnixFileMode)0b111_101_101);
        session.Options.BinaryName = runtime;

        TaskClient client = await session.StartAsync(id);
        await client.CreateAsync(session.CreateRequest(id));
        string[] shim = OpenFiles(session.Shims().Single().Id);

        Assert.Equal(shim[1], shim[0]);
        Assert.Equal("777", File.ReadAllText(session.At("soft")).Trim());
    }

    [ShimFact]
    public async Task The_delete_command_removes_the_socket_of_a_killed_shim_and_spares_that_of_a_living_one()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        string socket = Path.Join("/run/containerd/s", session.Socket(id));
        session.NewBundle(id, ["true"]);
        await session.StartAsync(id);

        (await session.RunAsync(id, [], "-bundle", session.Bundle(id), "delete")).Checked();
        bool spared = File.Exists(socket);
        PluginHost.Linux.LibC.Kill(session.Shims().Single().Id, PluginHost.Linux.Signals.SIGKILL);
        await session.UntilGoneAsync();
        (await session.RunAsync(id, [], "-bundle", session.Bundle(id), "delete")).Checked();

        Assert.True(spared);
        Assert.False(File.Exists(socket));
    }

    [ShimFact]
    public async Task Signals_end_a_shim_in_order()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        await session.StartAsync(id);

        PluginHost.Linux.LibC.Kill(session.Shims().Single().Id, PluginHost.Linux.Signals.SIGTERM);
        await session.UntilGoneAsync();

        Assert.False(File.Exists(Path.Join("/run/containerd/s", session.Socket(id))));
    }

    [ShimFact]
    public async Task The_longest_id_is_taken_and_a_longer_one_is_not()
    {
        await using ShimSession session = ShimSession.Create();
        string longest = "l" + new string('x', 75);
        session.NewBundle(longest, ["sleep", "1000"]);
        session.NewBundle(longest + "x", ["true"]);

        await session.StartAsync(longest);
        CommandResult refused = await session.RunAsync(longest + "x", [], "start");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("invalid task id", refused.Error, StringComparison.Ordinal);
    }

    [ShimFact]
    public async Task The_shim_is_a_little_easier_to_kill_than_the_daemon_and_joins_the_group_of_its_options()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        string group = $"/{ShimSession.Namespace}-shims-{id}";
        session.NewBundle(id, ["true"]);
        Options options = new(session.Options) { ShimCgroup = group };
        int own = int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), System.Globalization.CultureInfo.InvariantCulture);

        (await session.RunAsync(id, ShimSession.Pack(options).ToByteArray(), "start")).Checked();
        int shim = session.Shims().Single().Id;
        string score = File.ReadAllText($"/proc/{shim}/oom_score_adj").Trim();
        string groups = File.ReadAllText($"/proc/{shim}/cgroup");
        PluginHost.Linux.LibC.Kill(shim, PluginHost.Linux.Signals.SIGTERM);
        await session.UntilGoneAsync();
        foreach (string directory in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(root => root + group).Where(Directory.Exists))
        {
            Directory.Delete(directory);
        }

        Assert.Equal(Math.Min(own + 1, 1000).ToString(System.Globalization.CultureInfo.InvariantCulture), score);
        Assert.Contains(group, groups, StringComparison.Ordinal);
    }

    [ShimFact]
    public async Task Under_another_name_it_drives_another_runtime()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        session.Program = session.At("containerd-shim-absent-v2");
        File.CreateSymbolicLink(session.Program, ShimFactAttribute.Shim);
        TaskClient client = await session.StartAsync(id);

        Grpc.Core.RpcException failed = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await client.CreateAsync(session.CreateRequest(id)));
        session.Options.BinaryName = Tools.Get("runc");
        await client.CreateAsync(session.CreateRequest(id));

        Assert.Contains("exec: \"absent\": executable file not found", failed.Status.Detail, StringComparison.Ordinal);
    }

    [ShimFact]
    public async Task It_tells_its_version_and_the_features_of_its_runtime()
    {
        CommandResult version = await new Command(ShimFactAttribute.Shim, ["-v"]).RunAsync(CancellationToken.None);
        CommandResult info = await new Command(ShimFactAttribute.Shim, ["-info"]).RunAsync(CancellationToken.None);

        Assert.StartsWith("containerd-shim-runc-v2:\n  Version:  0.1.0", version.Checked().Text, StringComparison.Ordinal);
        RuntimeInfo runtime = RuntimeInfo.Parser.ParseFrom(info.Checked().Output.Span);
        Assert.Equal("io.containerd.runc.v2", runtime.Name);
        Assert.Contains("ociVersionMax", Encoding.UTF8.GetString(runtime.Features.Value.Span), StringComparison.Ordinal);
    }

    // "Max open files  soft  hard  files" (proc(5)).
    private static string[] OpenFiles(int pid)
        => File.ReadAllLines($"/proc/{pid}/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))["Max open files".Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Action<JsonObject> Annotate(string key, string value) => spec => spec["annotations"] = new JsonObject { [key] = value };

    private static async Task RemoveAsync(TaskClient client, string id)
    {
        await client.KillAsync(new KillRequest { Id = id, Signal = 9 });
        await client.WaitAsync(new WaitRequest { Id = id });
        await client.DeleteAsync(new DeleteRequest { Id = id });
        await client.ShutdownAsync(new ShutdownRequest { Id = id });
    }
}
