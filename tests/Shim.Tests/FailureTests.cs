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
    public async Task A_container_whose_output_has_nowhere_to_go_is_not_left_half_made()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Stdout = session.At("absent");

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(request));
        request.Stdout = string.Empty;
        await client.CreateAsync(request);

        Assert.Contains("absent", failed.Status.Detail, StringComparison.Ordinal);
        Assert.EndsWith("no such file or directory", failed.Status.Detail, StringComparison.Ordinal);
    }

    [ShimFact]
    public async Task An_exec_that_is_no_JSON_is_refused()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        ExecProcessRequest request = ShimSession.ExecRequest(id, "e", "true");
        request.Spec.Value = Google.Protobuf.ByteString.CopyFromUtf8("[]");

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.ExecAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, failed.StatusCode);
    }

    [ShimFact]
    public async Task Broken_requests_are_answered_and_the_connection_goes_on()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        await session.StartAsync(id);
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Join("/run/containerd/s", session.Socket(id))));

        // An even stream, a message that ends too early, a frame of an unknown type, one that is too long, and a stream used again.
        await socket.SendAsync(new byte[] { 0, 0, 0, 0, 0, 0, 0, 2, 1, 0 });
        string even = await AnswerAsync(socket);
        await socket.SendAsync(new byte[] { 0, 0, 0, 1, 0, 0, 0, 3, 1, 0, 0x0A });
        string early = await AnswerAsync(socket);
        await socket.SendAsync(new byte[] { 0, 0, 0, 2, 0, 0, 0, 3, 9, 0, 1, 2 });
        await socket.SendAsync(new byte[] { 0, 0x40, 0, 1, 0, 0, 0, 5, 1, 0 });
        string tooLong = await AnswerAsync(socket);
        await socket.SendAsync(new byte[0x400001]);
        await socket.SendAsync(new byte[] { 0, 0, 0, 0, 0, 0, 0, 3, 1, 0 });
        string again = await AnswerAsync(socket);
        await socket.SendAsync(new byte[] { 0, 0, 0, 0, 0, 0, 0, 7, 1, 0 });
        string unnamed = await AnswerAsync(socket);

        Assert.Contains("StreamID must be odd", even, StringComparison.Ordinal);
        Assert.Contains("unmarshal request error", early, StringComparison.Ordinal);
        Assert.Contains("message length 4194305 exceed maximum message size of 4194304", tooLong, StringComparison.Ordinal);
        Assert.Contains("StreamID cannot be re-used", again, StringComparison.Ordinal);
        Assert.Contains("service ", unnamed, StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(System.Net.Sockets.Socket socket)
    {
        byte[] head = new byte[10];
        await ReceiveAsync(socket, head);
        byte[] data = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head)];
        await ReceiveAsync(socket, data);

        return Encoding.UTF8.GetString(data);
    }

    private static async Task ReceiveAsync(System.Net.Sockets.Socket socket, byte[] buffer)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        for (int received = 0; received < buffer.Length;)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(received), limit.Token);
            received += count > 0 ? count : throw new IOException("the shim closed the connection");
        }
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
