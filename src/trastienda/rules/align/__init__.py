"""Compare names, companies and addresses by aligning their words, with tables of counted pairs."""
