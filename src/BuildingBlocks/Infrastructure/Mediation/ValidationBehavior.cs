using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace ArtEngine.BuildingBlocks.Infrastructure.Mediation;

/// <summary>Runs a request's validators before its handler; what they find becomes one 422 answer.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        validators.Any() ? ValidateAsync(request, next, cancellationToken) : next();

    private async Task<TResponse> ValidateAsync(
        TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        var errors = new List<InputError>();
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            errors.AddRange(result.Errors.Select(ToInputError));
        }

        return errors.Count == 0
            ? await next()
            : throw new AppException(ErrorKind.Invalid, "invalid_request", "The request has invalid values; see errors.")
            {
                Errors = errors,
            };
    }

    /// <summary>A validator that looks inside a JSON value says itself where the fault is.</summary>
    private static InputError ToInputError(ValidationFailure failure)
    {
        if (failure.PropertyName.StartsWith('/'))
        {
            return new(failure.PropertyName, failure.ErrorMessage);
        }

        var steps = failure.PropertyName.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
        return new($"/{string.Join('/', steps)}", failure.ErrorMessage);
    }
}
