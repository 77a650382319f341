using Grpc.Core;

namespace Shim.Tests;

public sealed class IoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [ShimFact]
    public async Task Streams_go_through_fifos_and_end_with_the_process()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sh", "-c", "echo problem >&2; cat; exit 7"]);
        TaskClient client = await session.StartAsync(id);
        await using FifoSet fifos = new(session.Bundle(id), "io");
        CreateTaskRequest request = session.CreateRequest(id);
        (request.Stdin, request.Stdout, request.Stderr) = (fifos.Stdin, fifos.Stdout, fifos.Stderr);
        await client.CreateAsync(request);
        await client.StartAsync(new StartRequest { Id = id });

        await fifos.WriteAsync("first\n");
        await Poll.UntilAsync("the first line came back", Limit, () => fifos.Out == "first\n");
        await fifos.WriteAsync("second\n");
        await Poll.UntilAsync("the second line came back", Limit, () => fifos.Out == "first\nsecond\n");
        await client.CloseIOAsync(new CloseIORequest { Id = id, Stdin = true });
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });
        await fifos.EndAsync();

        Assert.Equal(7u, ended.ExitStatus);
        Assert.Equal("problem\n", fifos.Errors);
        await client.DeleteAsync(new DeleteRequest { Id = id });
    }

    [ShimFact]
    public async Task Much_output_arrives_whole_though_the_reader_comes_late()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["seq", "200000"]);
        TaskClient client = await session.StartAsync(id);
        string stdout = session.At("late");
        PluginHost.Linux.Files.Fifo.Create(stdout, 0x1C0);
        CreateTaskRequest request = session.CreateRequest(id);
        (request.Stdout, request.Stderr) = (stdout, "");
        AsyncUnaryCall<CreateTaskResponse> created = client.CreateAsync(request);

        string text = await Task.Run(async () =>
        {
            await using FileStream reader = new(stdout, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await created;
            await client.StartAsync(new StartRequest { Id = id });
            using StreamReader lines = new(reader);

            return await lines.ReadToEndAsync();
        }).WaitAsync(Limit);

        string[] numbers = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(200_000, numbers.Length);
        Assert.Equal("200000", numbers[^1]);
    }

    [ShimFact]
    public async Task A_terminal_has_the_size_it_is_given_and_ends_with_its_process()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sh", "-c", "read line; stty size; tty; exit 4"], spec => spec["process"]!["terminal"] = true);
        TaskClient client = await session.StartAsync(id);
        await using FifoSet fifos = new(session.Bundle(id), "tty");
        CreateTaskRequest request = session.CreateRequest(id);
        (request.Stdin, request.Stdout, request.Terminal) = (fifos.Stdin, fifos.Stdout, true);
        await client.CreateAsync(request);
        await client.StartAsync(new StartRequest { Id = id });

        await client.ResizePtyAsync(new ResizePtyRequest { Id = id, Width = 91, Height = 37 });
        await fifos.WriteAsync("go\n");
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id });
        await Poll.UntilAsync("the name of the terminal", Limit, () => fifos.Out.Contains("/dev/pts/", StringComparison.Ordinal));
        DeleteResponse deleted = await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal((4u, 4u), (ended.ExitStatus, deleted.ExitStatus));
        Assert.Contains("37 91", fifos.Out, StringComparison.Ordinal);
    }

    [ShimFact]
    public async Task An_exec_has_a_terminal_of_its_own()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        (TaskClient client, _) = await session.RunContainerAsync(id, ["sleep", "1000"]);
        await using FifoSet fifos = new(session.Bundle(id), "exec");
        ExecProcessRequest exec = ShimSession.ExecRequest(id, "t", "tty");
        (exec.Stdout, exec.Terminal) = (fifos.Stdout, true);
        await client.ExecAsync(exec);

        await client.StartAsync(new StartRequest { Id = id, ExecId = "t" });
        WaitResponse ended = await client.WaitAsync(new WaitRequest { Id = id, ExecId = "t" });
        await Poll.UntilAsync("the name of the terminal", Limit, () => fifos.Out.Contains("/dev/pts/", StringComparison.Ordinal));

        Assert.Equal(0u, ended.ExitStatus);
    }

    [ShimFact]
    public async Task Output_goes_to_a_file()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sh", "-c", "echo out; echo error >&2"]);
        TaskClient client = await session.StartAsync(id);
        string log = session.At("logs/task.log");
        CreateTaskRequest request = session.CreateRequest(id);
        (request.Stdout, request.Stderr) = ($"file://{log}", $"file://{log}");
        await client.CreateAsync(request);
        await client.StartAsync(new StartRequest { Id = id });

        await client.WaitAsync(new WaitRequest { Id = id });
        await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal(["error", "out"], File.ReadAllLines(log).Order(StringComparer.Ordinal));
    }

    [ShimFact]
    public async Task Output_goes_to_a_logging_program_that_is_told_what_it_logs()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["sh", "-c", "echo out; echo error >&2"]);
        string logger = session.At("logger");
        await File.WriteAllTextAsync(logger, "#!/bin/sh\nexec 5>&-\n{ echo \"$CONTAINER_NAMESPACE $CONTAINER_ID $1\"; cat <&3; cat <&4; } > \"$2\"\n");
        File.SetUnixFileMode(logger, (UnixFileMode)0b111_101_101);
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Stdout = $"binary://{logger}?to={Uri.EscapeDataString(session.At("logged file"))}";
        request.Stderr = request.Stdout;
        await client.CreateAsync(request);
        await client.StartAsync(new StartRequest { Id = id });

        await client.WaitAsync(new WaitRequest { Id = id });
        await client.DeleteAsync(new DeleteRequest { Id = id });

        Assert.Equal([$"{ShimSession.Namespace} {id} to", "out", "error"], File.ReadAllLines(session.At("logged file")));
    }

    [ShimFact]
    public async Task A_logging_program_that_never_says_that_it_is_ready_is_an_error()
    {
        await using ShimSession session = ShimSession.Create();
        string id = ShimSession.NewId();
        session.NewBundle(id, ["true"]);
        TaskClient client = await session.StartAsync(id);
        CreateTaskRequest request = session.CreateRequest(id);
        request.Stdout = "binary-v2:///bin/true";

        RpcException failed = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(request));
        request.Stdout = "strange:///x";
        RpcException strange = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateAsync(request));

        Assert.Equal("logging binary did not call ready (it may have crashed or exited prematurely)", failed.Status.Detail);
        Assert.Equal("unknown STDIO scheme strange", strange.Status.Detail);
    }
}
