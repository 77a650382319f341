using System.Text;
using Grpc.Core;

namespace Shim.Tests;

public sealed class FailureTests
{
    [ShimFact]
    public async Task A_missing_runtime_is_named_and_nothing_is_told_or_left()
    {
        await using ShimSession session = ShimSession.Create();
        session.Options.BinaryName = "no-runc";
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        TaskClient client = await session.StartAsync(id);

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(session.CreateRequest(id)));
        RpcException gone = await Assert.ThrowsAsync<RpcException>(async () => await client.StateAsync(new StateRequest { Id = id }));
        await client.ShutdownAsync(new ShutdownRequest { Id = id });
        await session.UntilGoneAsync();

        Assert.Equal(StatusCode.Unknown, failed.StatusCode);
        Assert.Contains("exec: \"no-runc\": executable file not found in $PATH", failed.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
        Assert.Empty(session.Events.Topics);
    }

    [ShimFact]
    public async Task A_runtime_that_is_killed_while_it_creates_is_cleaned_up_by_the_delete_command()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        string killed = session.At("killed-runc");
        await File.WriteAllTextAsync(killed, $"#!/bin/sh\ncase \"$*\" in *' create '*) kill -9 $$;; esac\nexec {Tools.Get("runc")} \"$@\"\n");
        File.SetUnixFileMode(killed, (UnixFileMode)0b111_101_101);
        session.Options.BinaryName = killed;
        TaskClient client = await session.StartAsync(id);

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(session.CreateRequest(id)));
        CommandResult deleted = await session.RunAsync(id, [], "-bundle", session.Bundle(id), "delete");

        Assert.Contains("signal: killed", failed.Status.Detail, StringComparison.Ordinal);
        DeleteResponse answer = DeleteResponse.Parser.ParseFrom(deleted.Checked().Output.Span);
        Assert.Equal(137u, answer.ExitStatus);
        Assert.False(Directory.Exists(Path.Join(session.Options.Root, ShimSession.Namespace, id)));
    }

    [ShimFact]
    public async Task A_root_that_cannot_be_mounted_is_refused_and_unmounted()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Rootfs.Add(new PluginHost.Proto.Types.Mount { Type = "tmpfs", Source = "tmpfs" });
        request.Rootfs.Add(new PluginHost.Proto.Types.Mount { Type = "bind", Source = session.At("absent"), Options = { "rbind" } });

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(request));
        request.Rootfs[1].Options[0] = "X-containerd.mkdir.path=/x";
        RpcException reserved = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(request));

        Assert.StartsWith("failed to mount rootfs component: ", failed.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", failed.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("X-containerd.mkdir.path", reserved.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(session.Mounts());
    }

    [ShimFact]
    public async Task Options_of_another_runtime_are_refused()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Options.TypeUrl = "runtimeoptions.v1.Options";

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, failed.StatusCode);
    }

    [ShimFact]
    public async Task A_start_without_a_namespace_or_with_a_strange_flag_says_so()
    {
        string name = Path.GetFileName(ShimFactAttribute.Shim);

        CommandResult unnamed = await new Command(ShimFactAttribute.Shim, ["-id", "x", "start"]).RunAsync(CancellationToken.None);
        CommandResult strange = await new Command(ShimFactAttribute.Shim, ["-strange"]).RunAsync(CancellationToken.None);
        CommandResult byHand = await new Command(ShimFactAttribute.Shim, ["-namespace", "n", "-id", "x"]).RunAsync(CancellationToken.None);

        Assert.Equal((1, $"{name}: shim namespace cannot be empty\n"), (unnamed.ExitCode, unnamed.Error));
        Assert.Equal((1, $"{name}: flag provided but not defined: -strange\n"), (strange.ExitCode, strange.Error));
        Assert.Equal(1, byHand.ExitCode);
    }

    [ShimFact]
    public async Task A_request_for_something_unknown_is_unimplemented()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        await session.StartAsync(id);
        await using PluginHost.Rpc.Ttrpc.TtrpcChannel channel = await PluginHost.Rpc.Ttrpc.TtrpcChannel.ConnectAsync(
            Path.Join("/run/containerd/s", session.Socket(id)), null, CancellationToken.None);
        PluginHost.Proto.Services.TtrpcEventsV1.Events.EventsClient events = new(channel);

        RpcException failed = await Assert.ThrowsAsync<RpcException>(
            async () => await events.ForwardAsync(new PluginHost.Proto.Services.TtrpcEventsV1.ForwardRequest()));

        Assert.Equal((StatusCode.Unimplemented, "service containerd.services.events.ttrpc.v1.Events"), (failed.StatusCode, failed.Status.Detail));
    }

    [ShimFact]
    public async Task An_id_that_leaves_its_directory_finds_nothing_to_delete_there()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);

        CommandResult start = await new Command(
            ShimFactAttribute.Shim, ["-namespace", ShimSession.Namespace, "-address", session.Address, "-id", "../" + id, "start"])
        {
            WorkingDirectory = session.Bundle(id),
            Input = Encoding.UTF8.GetBytes(string.Empty),
        }.RunAsync(CancellationToken.None);

        Assert.Equal(1, start.ExitCode);
        Assert.Contains($"invalid task id \"../{id}\"", start.Error, StringComparison.Ordinal);
        Assert.Empty(session.Shims());
    }
}
