using Grpc.Core;
using PluginHost.Errors;
using PluginHost.Rpc;
using Xunit;

namespace Rpc.Tests;

public sealed class StatusMappingTests
{
    [Theory]
    [InlineData(ErrorKind.Unknown, 2)]
    [InlineData(ErrorKind.InvalidArgument, 3)]
    [InlineData(ErrorKind.NotFound, 5)]
    [InlineData(ErrorKind.AlreadyExists, 6)]
    [InlineData(ErrorKind.PermissionDenied, 7)]
    [InlineData(ErrorKind.ResourceExhausted, 8)]
    [InlineData(ErrorKind.FailedPrecondition, 9)]
    [InlineData(ErrorKind.Conflict, 9)]
    [InlineData(ErrorKind.NotModified, 9)]
    [InlineData(ErrorKind.Aborted, 10)]
    [InlineData(ErrorKind.OutOfRange, 11)]
    [InlineData(ErrorKind.NotImplemented, 12)]
    [InlineData(ErrorKind.Internal, 13)]
    [InlineData(ErrorKind.Unavailable, 14)]
    [InlineData(ErrorKind.DataLoss, 15)]
    [InlineData(ErrorKind.Unauthenticated, 16)]
    [InlineData(ErrorKind.Cancelled, 1)]
    [InlineData(ErrorKind.DeadlineExceeded, 4)]
    public void A_kind_goes_over_the_wire_as_its_code_and_text_and_comes_back_as_itself(ErrorKind kind, int code)
    {
        RpcStatus status = StatusMapping.ToStatus(DaemonException.Of(kind, "x"));

        DaemonException back = status.ToException().ToDaemonException();

        Assert.Equal((code, $"x: {kind.Text()}"), ((int)status.Code, status.Message));
        Assert.Equal((kind, status.Message), (back.Kind, back.Message));
    }

    [Theory]
    [InlineData("conflict", ErrorKind.Conflict)]
    [InlineData("not modified", ErrorKind.NotModified)]
    [InlineData("a conflict", ErrorKind.FailedPrecondition)]
    [InlineData("x: conflict here", ErrorKind.FailedPrecondition)]
    [InlineData("", ErrorKind.FailedPrecondition)]
    public void The_kinds_that_share_a_code_are_told_apart_by_the_end_of_the_text(string text, ErrorKind kind)
        => Assert.Equal(kind, StatusMapping.Kind(StatusCode.FailedPrecondition, text));

    [Fact]
    public void A_status_passes_unchanged_with_its_details()
    {
        RpcStatus status = new(StatusCode.Aborted, "käse", [new RpcStatusDetail("t", new byte[] { 1, 2 }), new RpcStatusDetail("", default)]);

        RpcStatus passed = StatusMapping.ToStatus(status.ToException());

        Assert.Equal(status.Encode(), passed.Encode());
        Assert.Equal([1, 2], passed.Details[0].Value.ToArray());
    }

    [Fact]
    public void A_cancelled_operation_is_told_as_what_ended_it()
    {
        Assert.Equal(new RpcStatus(StatusCode.Cancelled, "context canceled").Encode(), Encoded(new TaskCanceledException(), false));
        Assert.Equal(
            new RpcStatus(StatusCode.DeadlineExceeded, "context deadline exceeded").Encode(), Encoded(new OperationCanceledException(), true));
    }

    [Fact]
    public void An_error_of_no_kind_is_unknown_with_its_whole_text()
        => Assert.Equal(
            new RpcStatus(StatusCode.Unknown, "cannot delete a running process").Encode(),
            Encoded(new InvalidOperationException("cannot delete a running process"), false));

    [Fact]
    public void Joined_errors_have_the_code_of_the_first_kind_all_texts_and_a_detail_for_each_after_the_first()
    {
        AggregateException joined = new(new IOException("a"), DaemonException.NotFound("b"), DaemonException.Unavailable("c"));

        RpcStatus status = StatusMapping.ToStatus(joined);

        Assert.Equal((StatusCode.NotFound, "a\nb: not found\nc: unavailable", 2), (status.Code, status.Message, status.Details.Count));
    }

    [Theory]
    [InlineData("ff")]
    [InlineData("0a00")]
    [InlineData("1205ff")]
    [InlineData("1a03")]
    [InlineData("00")]
    [InlineData("0b")]
    public void Bytes_that_are_no_status_are_not_decoded(string hex)
        => Assert.False(RpcStatus.TryDecode(new(Convert.FromHexString(hex)), out _));

    [Fact]
    public void Fields_of_a_later_version_are_skipped()
    {
        byte[] encoded = [.. new RpcStatus(StatusCode.NotFound, "x").Encode(), .. Convert.FromHexString("200129010203040506070832020102350a0b0c0d")];

        Assert.True(RpcStatus.TryDecode(new(encoded), out RpcStatus? status));
        Assert.Equal((StatusCode.NotFound, "x"), (status.Code, status.Message));
    }

    private static byte[] Encoded(Exception error, bool deadlineExceeded) => StatusMapping.ToStatus(error, deadlineExceeded).Encode();
}
