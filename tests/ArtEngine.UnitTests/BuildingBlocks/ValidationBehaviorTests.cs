using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Mediation;
using FluentValidation;
using MediatR;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class ValidationBehaviorTests
{
    [Fact]
    public async Task A_valid_request_goes_on_to_its_handler() =>
        (await HandleAsync(new("coast", new("gull", 1)), new AlbumValidator())).ShouldBe("handled");

    [Fact]
    public async Task A_request_without_validators_goes_on_to_its_handler() => (await HandleAsync(new("", new("", 0)))).ShouldBe("handled");

    [Fact]
    public async Task Every_fault_of_every_validator_is_told_with_a_pointer_in_snake_case()
    {
        var refusal = await Should.ThrowAsync<AppException>(HandleAsync(new("", new("", 0)), new AlbumValidator(), new SizeValidator()));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.Invalid, "invalid_request"));
        refusal.Errors.ShouldBe(
        [
            new("/album_name", "Name it."),
            new("/cover_picture/file_name", "Name the file."),
            new("/cover_picture/size_bytes", "It is empty."),
        ]);
    }

    private static Task<string> HandleAsync(Album album, params IValidator<Album>[] validators) =>
        new ValidationBehavior<Album, string>(validators).Handle(album, default, () => Task.FromResult("handled"));

    private sealed record Album(string AlbumName, Cover CoverPicture) : IRequest<string>;

    private sealed record Cover(string FileName, long SizeBytes);

    private sealed class AlbumValidator : AbstractValidator<Album>
    {
        public AlbumValidator()
        {
            RuleFor(album => album.AlbumName).NotEmpty().WithMessage("Name it.");
            RuleFor(album => album.CoverPicture.FileName).NotEmpty().WithMessage("Name the file.");
        }
    }

    private sealed class SizeValidator : AbstractValidator<Album>
    {
        public SizeValidator() => RuleFor(album => album.CoverPicture.SizeBytes).GreaterThan(0).WithMessage("It is empty.");
    }
}
