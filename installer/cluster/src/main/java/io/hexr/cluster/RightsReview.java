package io.hexr.cluster;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexr.install.Fact;
import io.hexr.install.Right;

/** Asks the API server what this user may do. Every user may ask that. */
final class RightsReview {
    private static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final int AT_ONCE = 8;

    private final Api api;

    RightsReview(Api api) {
        this.api = api;
    }

    Map<Right, Fact<Boolean>> answers(SortedSet<Right> rights) {
        Map<Right, Future<Fact<Boolean>>> asked = new LinkedHashMap<>();
        Map<Right, Fact<Boolean>> answers = new HashMap<>();
        try (ExecutorService asking =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            rights.forEach(right -> asked.put(right, asking.submit(() -> answer(right))));
            asked.forEach((right, answer) -> answers.put(right, result(answer)));
        }
        return answers;
    }

    private Fact<Boolean> result(Future<Fact<Boolean>> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException.Interrupted(api.server());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterException ours) {
                throw ours;
            }
            throw new IllegalStateException("asking about rights", e.getCause());
        }
    }

    private Fact<Boolean> answer(Right right) {
        ObjectNode review = JsonNodeFactory.instance.objectNode();
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        ObjectNode spec = review.putObject("spec");
        if (right.isUrl()) {
            spec.putObject("nonResourceAttributes").put("verb", right.verb()).put("path", right.resource());
        } else {
            String[] resource = right.resource().split("/", 2);
            ObjectNode attributes = spec.putObject("resourceAttributes")
                    .put("verb", right.verb())
                    .put("group", right.group())
                    .put("resource", resource[0])
                    .put("namespace", right.namespace())
                    .put("name", right.name());
            if (resource.length > 1) {
                attributes.put("subresource", resource[1]);
            }
        }
        try {
            JsonNode status = api.review(PATH, review).path("status");
            return Fact.known(status.path("allowed").asBoolean());
        } catch (ClusterException.Forbidden e) {
            return Fact.unknown(String.valueOf(e.getMessage()));
        }
    }
}
