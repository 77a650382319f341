using Grpc.Core;
using Microsoft.Extensions.Logging;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Rpc;
using Rpc.Tests.Protocol;
using Rpc.Tests.Support;
using Xunit;

namespace Rpc.Tests.GrpcHttp;

/// <summary>Errors, metadata, headers and trailers.</summary>
public sealed class GrpcStatusTests
{
    [Fact]
    public async Task A_daemon_error_arrives_with_its_code_text_and_kind()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(
            new EchoService { OnSay = (_, _) => throw DaemonException.NotFound("image \"käse 100%\"") });

        RpcException error = await FailAsync(pair);

        Assert.Equal(new Status(StatusCode.NotFound, "image \"käse 100%\": not found"), error.Status);
        Assert.Equal(ErrorKind.NotFound, error.ToDaemonException().Kind);
    }

    [Fact]
    public async Task An_unexpected_error_is_unknown_with_its_text_is_logged_and_leaves_the_server_serving()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, _) => note.Number == 0 ? throw new InvalidDataException("broken") : Task.FromResult(note),
        });

        RpcException error = await FailAsync(pair);

        Assert.Equal(new Status(StatusCode.Unknown, "broken"), error.Status);
        Assert.Contains((LogLevel.Error, "unexpected error in /rpc.test.Echo/Say"), pair.Logger.Lines);
        Assert.Equal(1, (await pair.Client().SayAsync(new Note { Number = 1 }).ResponseAsync.InTime()).Number);
    }

    [Fact]
    public async Task A_handler_that_overflows_in_its_synchronous_part_or_returns_null_fails_only_its_call()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService { OnSay = (_, _) => Task.FromResult<Note>(null!) });

        Assert.Equal(StatusCode.Unknown, (await FailAsync(pair)).StatusCode);
        Assert.Equal(StatusCode.Unknown, (await FailAsync(pair)).StatusCode);
    }

    [Fact]
    public async Task Details_of_a_status_arrive_and_are_passed_on_by_a_service_that_rethrows()
    {
        await using GrpcPair back = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (_, _) => throw new AggregateException(DaemonException.InvalidArgument("filters"), DaemonException.InvalidArgument("x")),
        });
        Echo.EchoClient next = back.Client();
        await using GrpcPair front = await GrpcPair.StartAsync(new EchoService { OnSay = (note, _) => next.SayAsync(note).ResponseAsync });

        RpcStatus status = RpcStatus.Of(await FailAsync(front));

        Assert.Equal((StatusCode.InvalidArgument, "filters: invalid argument\nx: invalid argument"), (status.Code, status.Message));
        Assert.Equal(
            new RpcStatus(StatusCode.InvalidArgument, "x: invalid argument").Encode(),
            Assert.Single(status.Details).Value.ToArray());
    }

    [Fact]
    public async Task A_status_that_the_handler_sets_ends_the_call_without_its_response()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, context) =>
            {
                context.Status = new Status(StatusCode.Aborted, "no");
                return Task.FromResult(note);
            },
        });

        Assert.Equal(new Status(StatusCode.Aborted, "no"), (await FailAsync(pair)).Status);
    }

    [Fact]
    public async Task Metadata_arrives_in_both_directions_text_and_bytes_once_and_many_times()
    {
        Metadata? seen = null;
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = async (note, context) =>
            {
                seen = context.RequestHeaders;
                await context.WriteResponseHeadersAsync(new Metadata { { "first", "1" }, { "first-bin", [0, 255] } });
                context.ResponseTrailers.Add("last", "2");
                context.ResponseTrailers.Add("last-bin", [7]);
                context.ResponseTrailers.Add("last-bin", [8, 9]);
                return note;
            },
        });
        Metadata sent = new() { { "a", "x" }, { "a", "y, z" }, { "b-bin", [1, 2, 3, 4] }, { "b-bin", [] } };

        using AsyncUnaryCall<Note> call = pair.Client().SayAsync(new Note(), sent);
        await call.ResponseAsync.InTime();
        Metadata headers = await call.ResponseHeadersAsync.InTime();
        Metadata trailers = call.GetTrailers();

        // HTTP allows to send the values of one name as one list.
        Assert.Equal("x, y, z", string.Join(", ", seen!.GetAll("a").Select(entry => entry.Value)));
        Assert.Equal([[1, 2, 3, 4], []], seen!.GetAll("b-bin").Select(entry => entry.ValueBytes));
        Assert.DoesNotContain(seen!, entry => entry.Key is "te" or "content-type" || entry.Key[0] == ':');
        Assert.Equal(("1", (byte)255), (headers.GetValue("first"), headers.GetValueBytes("first-bin")![1]));
        Assert.Equal("2", trailers.GetValue("last"));
        Assert.Equal([[7], [8, 9]], trailers.GetAll("last-bin").Select(entry => entry.ValueBytes));
    }

    [Fact]
    public async Task Trailers_arrive_with_an_error_and_with_a_response_that_has_nothing_else()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "x"), new Metadata { { "why", "because" } }),
        });

        Assert.Equal("because", (await FailAsync(pair)).Trailers.GetValue("why"));
    }

    [Fact]
    public async Task A_trailer_that_no_header_can_carry_fails_the_call_and_is_named()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, context) =>
            {
                context.ResponseTrailers.Add("name", "käse");
                return Task.FromResult(note);
            },
        });

        RpcException error = await FailAsync(pair);

        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.StartsWith("metadata \"name\": ", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scope_of_a_call_arrives()
    {
        RequestScope? seen = null;
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, context) =>
            {
                seen = context.Scope();
                return Task.FromResult(note);
            },
        });

        await pair.Client().SayAsync(new Note(), new RequestScope("k8s.io", "lease-1").ToGrpcHeaders()).ResponseAsync.InTime();

        Assert.Equal(new RequestScope("k8s.io", "lease-1"), seen);
    }

    [Theory]
    [InlineData(null, StatusCode.FailedPrecondition, "namespace is required: failed precondition")]
    [InlineData("", StatusCode.FailedPrecondition, "namespace is required: failed precondition")]
    [InlineData(
        "in valid!",
        StatusCode.InvalidArgument,
        "namespace validation: identifier \"in valid!\" must match ^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$: invalid argument")]
    public async Task A_missing_or_bad_namespace_is_refused_where_one_is_needed(string? name, StatusCode code, string text)
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, context) => Task.FromResult(new Note { Text = context.Scope().Namespace }),
        });
        Metadata headers = name is null ? [] : new Metadata { { RequestScopeHeaders.Namespace, name } };

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => pair.Client().SayAsync(new Note(), headers).ResponseAsync.InTime());

        Assert.Equal(new Status(code, text), error.Status);
    }

    [Fact]
    public async Task A_namespace_may_be_missing_where_none_is_needed()
    {
        await using GrpcPair pair = await GrpcPair.StartAsync(new EchoService
        {
            OnSay = (note, context) => Task.FromResult(new Note { Text = context.FindScope()?.Namespace ?? "none" }),
        });

        Assert.Equal("none", (await pair.Client().SayAsync(new Note()).ResponseAsync.InTime()).Text);
    }

    [Fact]
    public async Task Each_call_is_told_to_the_hook_with_its_method_code_and_duration()
    {
        List<(string Method, StatusCode Code, TimeSpan Duration)> ended = [];
        TaskCompletionSource two = new();
        await using GrpcPair pair = await GrpcPair.StartAsync(
            new EchoService { OnSay = (note, _) => note.Number == 0 ? throw DaemonException.NotFound("x") : Task.FromResult(note) },
            options => options with
            {
                OnCallEnded = (method, code, duration) =>
                {
                    lock (ended)
                    {
                        ended.Add((method.FullName, code, duration));
                        if (ended.Count == 2)
                        {
                            two.SetResult();
                        }
                    }
                },
            });

        await pair.Client().SayAsync(new Note { Number = 1 }).ResponseAsync.InTime();
        await FailAsync(pair);
        await two.Task.InTime();

        Assert.Equal([StatusCode.OK, StatusCode.NotFound], ended.Select(call => call.Code).Order());
        Assert.All(ended, call => Assert.True(call is { Method: "/rpc.test.Echo/Say", Duration.Ticks: > 0 }));
    }

    private static Task<RpcException> FailAsync(GrpcPair pair)
        => Assert.ThrowsAsync<RpcException>(() => pair.Client().SayAsync(new Note()).ResponseAsync.InTime());
}
